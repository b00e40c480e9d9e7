using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Levelset.Api.Web;

/// <summary>
/// A file that pages refer to. It is part of the assembly, and its address contains a digest of its content, so that a browser may
/// keep it for ever.
/// </summary>
public sealed class Asset
{
    private static readonly FrozenDictionary<string, Asset> ByUrl;

    static Asset()
    {
        Style = new Asset("style.css", "text/css; charset=utf-8");
        Script = new Asset("live.js", "text/javascript; charset=utf-8");
        Icon = new Asset("icon.svg", "image/svg+xml");
        ByUrl = new[] { Style, Script, Icon }.ToFrozenDictionary(asset => asset.Url);
    }

    private Asset(string name, string contentType)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream($"assets/{name}")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var content = buffer.ToArray();
        Content = content;
        ContentType = contentType;
        Url = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}/{name}";
    }

    /// <summary>How pages look.</summary>
    public static Asset Style { get; }

    /// <summary>What keeps an open page current.</summary>
    public static Asset Script { get; }

    /// <summary>The icon of a tab.</summary>
    public static Asset Icon { get; }

    /// <summary>Its path on this server.</summary>
    public string Url { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The asset at a path; null when there is none, or none any more.</summary>
    public static Asset? Find(string url) =>
        ByUrl.GetValueOrDefault(url);
}
