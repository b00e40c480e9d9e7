using Levelset.Api.Errors;
using Levelset.Contracts;

namespace Levelset.Api.Mapping;

/// <summary>Reads resource names that a caller sent, naming every fault.</summary>
internal static class NameReader
{
    /// <summary>The {host}; on a fault it is noted and "" returned.</summary>
    public static string ReadHost(string name, string field, ValidationErrors errors) =>
        Read(name, "hosts/", ResourceName.IsHostId, $"hosts/{{host}}, where {{host}} is {ResourceName.HostIdRule}", field, errors);

    /// <summary>The {pool}; on a fault it is noted and "" returned.</summary>
    public static string ReadPool(string name, string field, ValidationErrors errors) =>
        Read(name, "pools/", ResourceName.IsPoolId, $"pools/{{pool}}, where {{pool}} is {ResourceName.PoolIdRule}", field, errors);

    /// <summary>The {partition}; on a fault it is noted and "" returned.</summary>
    public static string ReadPartition(string name, string field, ValidationErrors errors) =>
        Read(name, "partitions/", ResourceName.IsPartitionId, "partitions/{partition}, where {partition} is a UUID", field, errors);

    /// <summary>The {pool} and {generation}; null generation means the current one, written "-".</summary>
    public static (string Pool, long? Generation) ReadBaseline(string name, string field, ValidationErrors errors)
    {
        if (ResourceName.TryParseBaseline(name, out var pool, out var generation))
        {
            return (pool, generation);
        }

        errors.Add(
            field,
            Reasons.NameInvalid,
            $"'{Shorten(name)}' is not a name; expected pools/{{pool}}/baselines/{{generation}}, where {{generation}} is a number from 1, or -");
        return ("", null);
    }

    private static string Read(string name, string prefix, Func<string, bool> isId, string form, string field, ValidationErrors errors)
    {
        if (name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length..] is var id && isId(id))
        {
            return id;
        }

        errors.Add(field, Reasons.NameInvalid, $"'{Shorten(name)}' is not a name; expected {form}");
        return "";
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
