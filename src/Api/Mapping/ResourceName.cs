using System.Text.RegularExpressions;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>
/// Resource names: `hosts/{host}`, `pools/{pool}`, `pools/{pool}/baselines/{generation}`, `partitions/{partition}`,
/// `activities/{activity}`.
/// </summary>
internal static partial class ResourceName
{
    public const string HostIdRule = "1 to 253 of a-z, 0-9, '-' and '.', starting and ending with a letter or digit";
    public const string PoolIdRule = "1 to 63 of a-z, 0-9 and '-', starting with a letter and not ending in '-'";

    public static string Host(string id) => $"hosts/{id}";

    public static string HostReport(string host, long number) => $"hosts/{host}/reports/{number}";

    public static string Pool(string id) => $"pools/{id}";

    public static string Partition(string id) => $"partitions/{id}";

    public static string Baseline(string pool, long generation) => $"pools/{pool}/baselines/{generation}";

    public static string Activity(long id) => $"activities/{id}";

    public static bool IsHostId(string text) => HostId().IsMatch(text);

    public static bool IsPoolId(string text) => PoolId().IsMatch(text);

    public static bool IsPartitionId(string text) => PartitionId().IsMatch(text);

    /// <summary>The {host}; on a fault it is noted and "" returned.</summary>
    public static string ParseHost(string name, string field, ValidationErrors faults) =>
        Parse(name, "hosts/", IsHostId, $"hosts/{{host}}, where {{host}} is {HostIdRule}", field, faults);

    /// <summary>The {pool}; on a fault it is noted and "" returned.</summary>
    public static string ParsePool(string name, string field, ValidationErrors faults) =>
        Parse(name, "pools/", IsPoolId, $"pools/{{pool}}, where {{pool}} is {PoolIdRule}", field, faults);

    /// <summary>The {partition}; on a fault it is noted and "" returned.</summary>
    public static string ParsePartition(string name, string field, ValidationErrors faults) =>
        Parse(name, "partitions/", IsPartitionId, "partitions/{partition}, where {partition} is a UUID", field, faults);

    /// <summary>The {pool} and {generation}; null generation means the current one, written "-".</summary>
    public static (string Pool, long? Generation) ParseBaseline(string name, string field, ValidationErrors faults)
    {
        var match = BaselineName().Match(name);
        if (!match.Success || !IsPoolId(match.Groups[1].Value))
        {
            faults.Add(
                field,
                Reasons.NameInvalid,
                $"'{Shorten(name)}' is not a name; expected pools/{{pool}}/baselines/{{generation}}, where {{generation}} is a number from 1, or -");
            return ("", null);
        }

        var generation = match.Groups[2].Value;
        return (match.Groups[1].Value, generation == "-" ? null : long.Parse(generation, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Parse(
        string name,
        string prefix,
        Func<string, bool> isId,
        string form,
        string field,
        ValidationErrors faults)
    {
        if (name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length..] is var id && isId(id))
        {
            return id;
        }

        faults.Add(field, Reasons.NameInvalid, $"'{Shorten(name)}' is not a name; expected {form}");
        return "";
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex HostId();

    [GeneratedRegex(@"\A[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex PoolId();

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex PartitionId();

    [GeneratedRegex(@"\Apools/([^/]+)/baselines/(-|[1-9][0-9]{0,17})\z")]
    private static partial Regex BaselineName();
}
