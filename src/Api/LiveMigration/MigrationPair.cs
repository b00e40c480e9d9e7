using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.LiveMigration;

/// <summary>One question: can this partition move to this host, with these waivers.</summary>
internal sealed record MigrationPair(string PartitionId, string HostId, WaiverRequest Waivers)
{
    /// <summary>Checks all that can be checked without the database.</summary>
    public static MigrationPair Parse(V1.CheckMigrationRequest request, string field, ValidationErrors faults) =>
        new(
            NameReader.ReadPartition(request.Partition, $"{field}partition", faults),
            NameReader.ReadHost(request.TargetHost, $"{field}target_host", faults),
            WaiverRequest.Parse(request.Waivers, request.PoolWaiver, field, faults));

    /// <summary>The answer.</summary>
    /// <exception cref="ServiceException">The partition cannot be judged, or a waiver is not one.</exception>
    public V1.Verdict Judge(MigrationChecker judge, PartitionSnapshot partition, HostSnapshot host)
    {
        var waived = PartitionMoves.RequireInSet(Waivers.Resolve(partition.Features.Architecture), partition);
        var architecture = partition.Features.Architecture;
        var asked = waived.Count == 0 && Waivers.Pool.Length == 0
            ? MigrationOptions.None(architecture)
            : new MigrationOptions(FeatureSet.Of(architecture, waived.Keys), Waivers.Pool.Length > 0);
        return judge.Answer(partition, host, asked);
    }
}
