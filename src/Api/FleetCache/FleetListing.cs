using Levelset.Api.Data;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;

namespace Levelset.Api.FleetCache;

/// <summary>A page of targets from memory, in the order of <see cref="TargetListing"/>.</summary>
/// <param name="fleet">Every host; not changed while the page is taken.</param>
/// <param name="checker">Checks by the same state.</param>
/// <param name="partition">The partition.</param>
/// <param name="silentBefore">The instant before which a last heartbeat means silence.</param>
internal sealed class FleetListing(Fleet fleet, MigrationChecker checker, PartitionSnapshot partition, DateTimeOffset silentBefore)
{
    private readonly MigrationOptions options = MigrationOptions.None(partition.Features.Architecture);

    /// <summary>The page and one entry more; null where only the database knows whether a host is silent.</summary>
    public IReadOnlyList<TargetEntry>? Take(Page page)
    {
        var most = page.Size + 1;
        var parts = page.After.Split(' ');
        var isAmongOthers = parts is ["1", _];
        var entries = new List<TargetEntry>(most);
        return (isAmongOthers || TakePossible(entries, parts, most))
            && (entries.Count == most || TakeOthers(entries, isAmongOthers ? parts[1] : "", most))
                ? entries
                : null;
    }

    // The partition's own pool first, and often alone: the classes of the others are checked only where it does not fill the page.
    private bool TakePossible(List<TargetEntry> entries, string[] parts, int most)
    {
        var (from, after) = parts.Length == 6 ? (TargetClass.Parse(parts.AsSpan(1, 4)), parts[5]) : (null, "");
        var isInOwn = partition.Row.PoolId is not null && from is null or { Distance: 0 };
        return (!isInOwn || TakeClasses(entries, Classes(own: true), from, after, most))
            && (entries.Count == most || TakeClasses(entries, Classes(own: false), from, after, most));
    }

    private bool TakeClasses(List<TargetEntry> entries, IEnumerable<TargetClass> classes, TargetClass? from, string after, int most)
    {
        foreach (var one in classes.Where(one => from is null || one.CompareTo(from) >= 0))
        {
            foreach (var host in fleet.Ready(one.PoolId, one.Fingerprint, one == from ? after : ""))
            {
                if (entries.Count == most)
                {
                    return true;
                }

                if (!CanBe(host))
                {
                    continue;
                }

                if (host.IsSilent(silentBefore) is not { } isSilent)
                {
                    return false;
                }

                if (!isSilent)
                {
                    entries.Add(TargetEntry.Possible(one, host.Now()));
                }
            }
        }

        return true;
    }

    private bool TakeOthers(List<TargetEntry> entries, string after, int most)
    {
        var possible = Classes(own: true).Concat(Classes(own: false)).Select(one => (one.PoolId, one.Fingerprint)).ToHashSet();
        foreach (var host in fleet.After(after))
        {
            if (entries.Count == most)
            {
                return true;
            }

            if (host.Snapshot.Id == partition.Row.HostId)
            {
                continue;
            }

            if (host.IsSilent(silentBefore) is not { } isSilent)
            {
                return false;
            }

            var isTarget = !isSilent
                && CanBe(host)
                && host.Snapshot is { MembershipState: MembershipState.Ready, PoolId: { } pool, Fingerprint: { } fingerprint }
                && possible.Contains((pool, fingerprint));
            if (!isTarget)
            {
                entries.Add(TargetEntry.Impossible(host.Now()));
            }
        }

        return true;
    }

    private bool CanBe(FleetHost host) =>
        host.Snapshot.Id != partition.Row.HostId && !host.Snapshot.Cordoned && host.Snapshot.Simulated == partition.Row.Simulated;

    // Those whose members can take the partition when they are ready, best first.
    private IEnumerable<TargetClass> Classes(bool own) => fleet.Classes
        .Where(one => one.Pool == partition.Row.PoolId == own)
        .Where(one => checker.Check(partition, TargetClass.Ready(partition, one.Pool, one.Fingerprint, silentBefore), options).Compatible)
        .Select(one => TargetClass.Of(partition, one.Pool, one.Fingerprint, fleet.Offers[one.Fingerprint].Features))
        .Order();
}
