namespace Levelset.Cli.Client;

/// <summary>A named service with its credentials.</summary>
internal sealed class ContextEntry
{
    /// <summary>http:// or https:// and HOST:PORT.</summary>
    public string Service { get; set; } = "";

    /// <summary>A bearer token; null if there is none or it is in a file.</summary>
    public string? Token { get; set; }

    /// <summary>A file with the bearer token, read for every command.</summary>
    public string? TokenFile { get; set; }

    /// <summary>PEM file of the trusted certificate authorities, instead of those of the system; https:// only.</summary>
    public string? CaFile { get; set; }
}
