using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.LiveMigration;

/// <summary>One page of the targets of one partition: the possible ones best first, then the others by name.</summary>
internal sealed class TargetListing(LevelsetDbContext db, HostMapping hosts, PartitionSnapshot partition)
{
    private readonly Dictionary<string, CpuCapabilities> offers = [];
    private readonly Dictionary<string, CpuCapabilities?> baselines = [];
    private readonly MigrationOptions options = MigrationOptions.None(partition.Features.Architecture);

    /// <summary>What is listed, so that a token is of no use once the partition has moved or changed.</summary>
    public static string Name(PartitionSnapshot partition) =>
        $"targets of {partition.Row.Id} on {partition.Row.HostId} in {partition.HostPoolId} with {partition.Features} by {partition.ReservedBits}";

    public async Task<V1.ListTargetsResponse> ListAsync(Page page, CancellationToken cancellationToken)
    {
        var entries = new List<TargetEntry>();
        var parts = page.After.Split(' ');
        var isAmongOthers = parts is ["1", _];
        if (!isAmongOthers)
        {
            entries.AddRange(await PossibleAsync(parts, page.Size + 1, cancellationToken));
        }

        if (entries.Count <= page.Size)
        {
            var classes = await ClassesAsync(poolId: null, cancellationToken);
            var after = isAmongOthers ? parts[1] : "";
            var others = await TargetQueries.ImpossibleAsync(
                db, partition, classes, after, page.Size + 1 - entries.Count, cancellationToken);
            entries.AddRange(others.Select(TargetEntry.Impossible));
        }

        var (items, next) = page.Cut(entries, entry => entry.Key);
        return await ToWireAsync(items, next, cancellationToken);
    }

    // The partition's own pool first, and often alone: only a page that it does not fill asks for the others.
    private async Task<List<TargetEntry>> PossibleAsync(string[] parts, int most, CancellationToken cancellationToken)
    {
        var (from, after) = parts.Length == 6 ? (TargetClass.Parse(parts.AsSpan(1, 4)), parts[5]) : (null, "");
        var found = new List<TargetEntry>();
        if (partition.Row.PoolId is { } own && from is null or { Distance: 0 })
        {
            found.AddRange(await TakeAsync(await ClassesAsync(own, cancellationToken), from, after, most, cancellationToken));
        }

        if (found.Count < most)
        {
            var others = (await ClassesAsync(poolId: null, cancellationToken)).Where(one => one.Distance > 0).ToList();
            found.AddRange(await TakeAsync(others, from, after, most - found.Count, cancellationToken));
        }

        return found;
    }

    private async Task<IEnumerable<TargetEntry>> TakeAsync(
        IReadOnlyList<TargetClass> classes,
        TargetClass? from,
        string after,
        int most,
        CancellationToken cancellationToken)
    {
        var rest = classes.Where(one => from is null || one.CompareTo(from) >= 0).ToList();
        var isWithin = rest.Count > 0 && rest[0] == from;
        var found = await TargetQueries.PossibleAsync(
            db, partition, rest, isWithin ? after : "", most, cancellationToken);
        return found.Select(host => TargetEntry.Possible(Class(host.PoolId!, host.Fingerprint!), host));
    }

    // The classes whose members can take the partition when they are ready, best first.
    private async Task<IReadOnlyList<TargetClass>> ClassesAsync(string? poolId, CancellationToken cancellationToken)
    {
        var found = await TargetQueries.ClassesAsync(db, poolId, cancellationToken);
        await LearnAsync(found.Select(one => one.Fingerprint), found.Select(one => one.PoolId), cancellationToken);
        var checker = new MigrationChecker(hosts, offers, baselines);
        return
        [
            .. found
                .Where(one => checker.Check(partition, TargetClass.Ready(partition, one.PoolId, one.Fingerprint), options).Compatible)
                .Select(one => Class(one.PoolId, one.Fingerprint))
                .Order(),
        ];
    }

    private TargetClass Class(string poolId, string fingerprint) =>
        TargetClass.Of(partition, poolId, fingerprint, offers[fingerprint].Features);

    private async Task LearnAsync(IEnumerable<string> fingerprints, IEnumerable<string> pools, CancellationToken cancellationToken)
    {
        var newFingerprints = fingerprints.Distinct().Where(one => !offers.ContainsKey(one)).ToList();
        if (newFingerprints.Count > 0)
        {
            foreach (var (fingerprint, offer) in await db.CapabilitiesAsync(newFingerprints, cancellationToken))
            {
                offers.Add(fingerprint, offer);
            }
        }

        foreach (var (pool, offer) in await db.BaselineCapabilitiesAsync([.. pools.Distinct().Where(IsNew)], cancellationToken))
        {
            baselines.Add(pool, offer);
        }

        bool IsNew(string pool) => !baselines.ContainsKey(pool) && pool != partition.Row.PoolId && pool != partition.HostPoolId;
    }

    private async Task<V1.ListTargetsResponse> ToWireAsync(IReadOnlyList<TargetEntry> entries, string next, CancellationToken cancellationToken)
    {
        await LearnAsync(
            entries.Select(entry => entry.Host.Fingerprint).OfType<string>(),
            entries.Select(entry => entry.Host.PoolId).OfType<string>(),
            cancellationToken);
        var checker = new MigrationChecker(hosts, offers, baselines);
        return TargetEntry.ToWire(entries, next, checker, partition, options);
    }
}
