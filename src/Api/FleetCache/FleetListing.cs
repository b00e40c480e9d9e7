using Levelset.Api.Data;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;

namespace Levelset.Api.FleetCache;

/// <summary>A page of targets from memory, in the order of <see cref="TargetListing"/>.</summary>
/// <param name="fleet">Every host; not changed while the page is taken.</param>
/// <param name="checker">Checks by the same state.</param>
/// <param name="partition">The partition.</param>
internal sealed class FleetListing(Fleet fleet, MigrationChecker checker, PartitionSnapshot partition)
{
    private readonly MigrationOptions options = MigrationOptions.None(partition.Features.Architecture);

    /// <summary>The page and one entry more.</summary>
    public IReadOnlyList<TargetEntry> Take(Page page)
    {
        var most = page.Size + 1;
        var parts = page.After.Split(' ');
        return parts is ["1", var after]
            ? [.. Others(after).Take(most)]
            : [.. Possible(parts).Concat(Others("")).Take(most)];
    }

    // The partition's own pool first, and often alone: the classes of the others are checked only where it does not fill the page.
    private IEnumerable<TargetEntry> Possible(string[] parts)
    {
        var (from, after) = parts.Length == 6 ? (TargetClass.Parse(parts.AsSpan(1, 4)), parts[5]) : (null, "");
        var isInOwn = partition.Row.PoolId is not null && from is null or { Distance: 0 };
        return (isInOwn ? Members(own: true, from, after) : []).Concat(Members(own: false, from, after));
    }

    private IEnumerable<TargetEntry> Members(bool own, TargetClass? from, string after) =>
        Classes(own)
            .Where(one => from is null || one.CompareTo(from) >= 0)
            .SelectMany(one => fleet.Ready(one.PoolId, one.Fingerprint, one == from ? after : "")
                .Where(CanBe)
                .Select(host => TargetEntry.Possible(one, host)));

    // Runs only when the possible ones have not filled the page, for it checks every class.
    private IEnumerable<TargetEntry> Others(string after)
    {
        var possible = Classes(own: true).Concat(Classes(own: false)).Select(one => (one.PoolId, one.Fingerprint)).ToHashSet();
        foreach (var host in fleet.After(after).Where(host => host.Id != partition.Row.HostId && !IsTarget(host)))
        {
            yield return TargetEntry.Impossible(host);
        }

        bool IsTarget(HostSnapshot host) =>
            CanBe(host)
            && host is { MembershipState: MembershipState.Ready, PoolId: { } pool, Fingerprint: { } fingerprint }
            && possible.Contains((pool, fingerprint));
    }

    private bool CanBe(HostSnapshot host) =>
        host is { Cordoned: false, IsSilent: false } && host.Id != partition.Row.HostId && host.Simulated == partition.Row.Simulated;

    // Those whose members can take the partition when they are ready, best first.
    private IEnumerable<TargetClass> Classes(bool own) => fleet.Classes
        .Where(one => one.Pool == partition.Row.PoolId == own)
        .Where(one => checker.Check(partition, TargetClass.Ready(partition, one.Pool, one.Fingerprint), options).Compatible)
        .Select(one => TargetClass.Of(partition, one.Pool, one.Fingerprint, fleet.Offers[one.Fingerprint].Features))
        .Order();
}
