using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Planning;

/// <summary>One side of a comparison, by its resource name.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="HostId">A host, or null.</param>
/// <param name="PoolId">A pool's baseline, or null.</param>
/// <param name="Generation">Of <paramref name="PoolId"/>; null = the one in force.</param>
/// <param name="PartitionId">A partition, or null.</param>
internal sealed record ComparedName(string Name, string? HostId, string? PoolId, long? Generation, string? PartitionId)
{
    public static ComparedName Parse(string name, string field, ValidationErrors errors)
    {
        var nothing = new ComparedName(name, null, null, null, null);
        if (name.StartsWith("hosts/", StringComparison.Ordinal))
        {
            return nothing with { HostId = NameReader.ReadHost(name, field, errors) };
        }

        if (name.StartsWith("partitions/", StringComparison.Ordinal))
        {
            return nothing with { PartitionId = NameReader.ReadPartition(name, field, errors) };
        }

        if (name.StartsWith("pools/", StringComparison.Ordinal) && name.Contains("/baselines/", StringComparison.Ordinal))
        {
            var (pool, generation) = NameReader.ReadBaseline(name, field, errors);
            return nothing with { PoolId = pool, Generation = generation };
        }

        if (name.StartsWith("pools/", StringComparison.Ordinal))
        {
            return nothing with { PoolId = NameReader.ReadPool(name, field, errors) };
        }

        errors.Add(
            field,
            Reasons.NameInvalid,
            $"'{PlainText.Fit(name, 100)}' is not a resource with features; expected hosts/{{host}}, pools/{{pool}}, "
                + "pools/{pool}/baselines/{generation} or partitions/{partition}");
        return nothing;
    }
}
