using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.LiveMigration;

/// <summary>One question: can this partition move to this host, with these waivers.</summary>
internal sealed record MigrationPair(string PartitionId, string HostId, WaiverRequest Waivers)
{
    /// <summary>Checks all that can be checked without the database.</summary>
    public static MigrationPair Parse(V1.CheckMigrationRequest request, string field, ValidationErrors errors) =>
        new(
            NameReader.ReadPartition(request.Partition, $"{field}partition", errors),
            NameReader.ReadHost(request.TargetHost, $"{field}target_host", errors),
            WaiverRequest.Parse(request.Waivers, request.PoolWaiver, field, errors));

    /// <summary>The answer.</summary>
    /// <exception cref="ServiceException">The partition cannot be checked, or a waiver is not one.</exception>
    public V1.Verdict Check(MigrationChecker checker, PartitionSnapshot partition, HostSnapshot host)
    {
        var waived = PartitionMoves.RequireInSet(Waivers.Resolve(partition.Features.Architecture), partition);
        var architecture = partition.Features.Architecture;
        var asked = waived.Count == 0 && Waivers.Pool.Length == 0
            ? MigrationOptions.None(architecture)
            : new MigrationOptions(FeatureSet.Of(architecture, waived.Keys), Waivers.Pool.Length > 0);
        return checker.Answer(partition, host, asked);
    }
}
