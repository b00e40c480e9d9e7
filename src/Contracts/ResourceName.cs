using System.Globalization;
using System.Text.RegularExpressions;

namespace Levelset.Contracts;

/// <summary>
/// Resource names: `hosts/{host}`, `hosts/{host}/reports/{number}`, `pools/{pool}`, `pools/{pool}/baselines/{generation}`,
/// `partitions/{partition}`, `activities/{activity}`.
/// </summary>
public static partial class ResourceName
{
    /// <summary>What a {host} is, in words.</summary>
    public const string HostIdRule = "1 to 253 of a-z, 0-9, '-' and '.', starting and ending with a letter or digit";

    /// <summary>What a {pool} is, in words.</summary>
    public const string PoolIdRule = "1 to 63 of a-z, 0-9 and '-', starting with a letter and not ending in '-'";

    /// <summary>`hosts/{host}`.</summary>
    public static string Host(string id) => $"hosts/{id}";

    /// <summary>`hosts/{host}/reports/{number}`.</summary>
    public static string HostReport(string host, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"hosts/{host}/reports/{number}");

    /// <summary>`pools/{pool}`.</summary>
    public static string Pool(string id) => $"pools/{id}";

    /// <summary>`partitions/{partition}`.</summary>
    public static string Partition(string id) => $"partitions/{id}";

    /// <summary>`partitions/{partition}` of a new partition: a UUID that sorts by time.</summary>
    public static string NewPartition() => Partition(Guid.CreateVersion7().ToString());

    /// <summary>`pools/{pool}/baselines/{generation}`.</summary>
    public static string Baseline(string pool, long generation) =>
        string.Create(CultureInfo.InvariantCulture, $"pools/{pool}/baselines/{generation}");

    /// <summary>`activities/{activity}`.</summary>
    public static string Activity(long id) => string.Create(CultureInfo.InvariantCulture, $"activities/{id}");

    /// <summary>Whether it can be a {host}.</summary>
    public static bool IsHostId(string text) => HostId().IsMatch(text);

    /// <summary>Whether it can be a {pool}.</summary>
    public static bool IsPoolId(string text) => PoolId().IsMatch(text);

    /// <summary>Whether it can be a {partition}: a UUID in lower case.</summary>
    public static bool IsPartitionId(string text) => PartitionId().IsMatch(text);

    /// <summary>What follows the first slash: the id of a resource that stands at the top.</summary>
    public static string IdOf(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Takes the name of a baseline apart.</summary>
    /// <param name="name">`pools/{pool}/baselines/{generation}`.</param>
    /// <param name="pool">The {pool}.</param>
    /// <param name="generation">Null = "-", the current one.</param>
    public static bool TryParseBaseline(string name, out string pool, out long? generation)
    {
        var match = BaselineName().Match(name);
        pool = match.Groups[1].Value;
        generation = match.Success && match.Groups[2].Value != "-" ? long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : null;
        return match.Success && IsPoolId(pool);
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex HostId();

    [GeneratedRegex(@"\A[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex PoolId();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex PartitionId();

    [GeneratedRegex(@"\Apools/([^/]+)/baselines/(-|[1-9][0-9]{0,17})\z")]
    private static partial Regex BaselineName();
}
