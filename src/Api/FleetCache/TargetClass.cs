using System.Globalization;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>Members of one pool and one fingerprint, all of which a partition could move to. Ordered: best first.</summary>
/// <param name="Distance">0 = the partition's own pool, 1 = the pool of its present host, 2 = another.</param>
/// <param name="Spare">How many features they offer beyond F(P).</param>
/// <param name="Fingerprint">What they offer.</param>
/// <param name="PoolId">Their pool.</param>
internal sealed record TargetClass(int Distance, int Spare, string Fingerprint, string PoolId) : IComparable<TargetClass>
{
    public static TargetClass Of(PartitionSnapshot partition, string poolId, string fingerprint, FeatureSet offered) =>
        new(
            poolId == partition.Row.PoolId ? 0 : poolId == partition.HostPoolId ? 1 : 2,
            offered.Except(partition.Features).Count,
            fingerprint,
            poolId);

    /// <summary>A ready member of a pool and a fingerprint, that stands for all of them.</summary>
    public static HostSnapshot Ready(PartitionSnapshot partition, string poolId, string fingerprint) => new()
    {
        Id = "",
        Kind = new HostKind(fingerprint, partition.Row.Simulated, poolId, MembershipState.Ready, "", Cordoned: false, UnreportedWords: ""),
    };

    /// <summary>As it stands in a page token.</summary>
    public string Print() => string.Create(CultureInfo.InvariantCulture, $"{Distance} {Spare} {Fingerprint} {PoolId}");

    /// <summary>Reads what <see cref="Print"/> prints; null when it is something else.</summary>
    public static TargetClass? Parse(ReadOnlySpan<string> parts) =>
        parts.Length == 4
        && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var distance)
        && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var spare)
            ? new TargetClass(distance, spare, parts[2], parts[3])
            : null;

    public int CompareTo(TargetClass? other)
    {
        if (other is null)
        {
            return 1;
        }

        var by = (Distance, Spare).CompareTo((other.Distance, other.Spare));
        by = by != 0 ? by : string.CompareOrdinal(Fingerprint, other.Fingerprint);
        return by != 0 ? by : string.CompareOrdinal(PoolId, other.PoolId);
    }
}
