using Levelset.Cli.Errors;

namespace Levelset.Cli.Framework;

/// <summary>Resource names on the command line, with or without the collection prefix.</summary>
internal static class ResourceNames
{
    /// <summary>`pools/{pool}`.</summary>
    public static string Pool(string text) => Of("pools", text);

    /// <summary>`hosts/{host}`.</summary>
    public static string Host(string text) => Of("hosts", text);

    /// <summary>`partitions/{partition}`.</summary>
    public static string Partition(string text) => Of("partitions", text);

    /// <summary>`pools/{pool}`, or empty if not given.</summary>
    public static string PoolOrNone(string? text) => text is null ? "" : Pool(text);

    /// <summary>`hosts/{host}`, or empty if not given.</summary>
    public static string HostOrNone(string? text) => text is null ? "" : Host(text);

    public static IEnumerable<string> Hosts(IEnumerable<string>? texts) => (texts ?? []).Select(Host);

    /// <summary>The name without the collection prefix.</summary>
    public static string Short(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>A baseline: "pools/a/baselines/3", "a/baselines/3", or "a" with a separate generation.</summary>
    /// <returns>`pools/{pool}/baselines/{generation}`; "-" is the current one.</returns>
    public static string Baseline(string pool, string? generation)
    {
        const string Separator = "/baselines/";
        var at = pool.IndexOf(Separator, StringComparison.Ordinal);
        return at > 0 && generation is null
            ? Pool(pool[..at]) + pool[at..]
            : Pool(pool) + Separator + (generation ?? "-");
    }

    private static string Of(string collection, string text)
    {
        var prefix = collection + "/";
        var id = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        return id.Length > 0 && !id.Contains('/', StringComparison.Ordinal)
            ? prefix + id
            : throw new UsageException($"invalid name '{text}'; expected NAME or {prefix}NAME");
    }
}
