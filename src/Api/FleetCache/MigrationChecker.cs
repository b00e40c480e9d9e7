using System.Collections.Immutable;
using Levelset.Api.Data;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Checks the pairs of one call. Partitions of one kind and hosts of one kind are checked once, so that the cost grows with
/// distinct processors and not with hosts.
/// </summary>
/// <param name="hosts">Says where hosts stand.</param>
/// <param name="offers">What the fingerprints stand for.</param>
/// <param name="baselines">What the pools give now.</param>
/// <param name="verdicts">Verdicts found before by the same offers and baselines.</param>
internal sealed class MigrationChecker(
    HostMapping hosts,
    IReadOnlyDictionary<string, CpuCapabilities> offers,
    IReadOnlyDictionary<string, CpuCapabilities?> baselines,
    VerdictCache verdicts)
{
    // The members of one class follow one another in a listing.
    private (VerdictCache.Key Key, VerdictCache.Entry Entry)? last;

    /// <summary>A checker that has no verdicts yet.</summary>
    public MigrationChecker(
        HostMapping hosts,
        IReadOnlyDictionary<string, CpuCapabilities> offers,
        IReadOnlyDictionary<string, CpuCapabilities?> baselines)
        : this(hosts, offers, baselines, new VerdictCache())
    {
    }

    /// <summary>A checker with what is needed for these hosts.</summary>
    public static async Task<MigrationChecker> ForAsync(
        LevelsetDbContext db,
        HostMapping hosts,
        IReadOnlyCollection<HostSnapshot> targets,
        CancellationToken cancellationToken)
    {
        var offers = await db.CapabilitiesAsync([.. targets.Select(host => host.Fingerprint).OfType<string>().Distinct()], cancellationToken);
        var baselines = await db.BaselineCapabilitiesAsync([.. targets.Select(host => host.PoolId).OfType<string>().Distinct()], cancellationToken);
        return new MigrationChecker(hosts, offers, baselines);
    }

    /// <summary>Whether all that a host's verdicts need is there.</summary>
    public bool Knows(HostSnapshot host) =>
        (host.Fingerprint is null || offers.ContainsKey(host.Fingerprint)) && (host.PoolId is null || baselines.ContainsKey(host.PoolId));

    /// <summary>What a host offers; null before its first report.</summary>
    public CpuCapabilities? CapabilitiesOf(HostSnapshot host) => host.Fingerprint is null ? null : offers[host.Fingerprint];

    /// <summary>What a host's pool gives; null where it has none.</summary>
    public CpuCapabilities? BaselineOf(HostSnapshot host) => host.PoolId is null ? null : baselines.GetValueOrDefault(host.PoolId);

    /// <summary>The verdict; of clocks it says nothing.</summary>
    public Verdict Check(PartitionSnapshot partition, HostSnapshot host, MigrationOptions options) => Find(partition, host, options).Verdict;

    /// <summary>The verdict as a message, where nothing is waived that cannot be.</summary>
    /// <exception cref="ServiceException">A waiver of a feature that stands in the way and cannot be waived.</exception>
    public V1.Verdict Answer(PartitionSnapshot partition, HostSnapshot host, MigrationOptions options)
    {
        var found = Find(partition, host, options);
        return WaiverErrors.NotWaivable(found.Verdict, partition, host) is { } refusal
            ? throw refusal
            : ToWire(found.Wire, partition, host);
    }

    /// <summary>The verdict as a message.</summary>
    public V1.Verdict ToWire(PartitionSnapshot partition, HostSnapshot host, MigrationOptions options) =>
        ToWire(Find(partition, host, options).Wire, partition, host);

    private static V1.Verdict ToWire(V1.Verdict shared, PartitionSnapshot partition, HostSnapshot host)
    {
        var verdict = new V1.Verdict
        {
            Compatible = shared.Compatible,
            CreationArguments = shared.CreationArguments,
            Partition = partition.Name,
            TargetHost = host.Name,
        };
        verdict.Blockers.AddRange(shared.Blockers);
        if (Advisory.OfClocks(partition.Row.ProcessorClockFrequency, host.ProcessorClockFrequency) is { } clocks)
        {
            verdict.Advisories.Add(clocks.ToWire(partition.Catalogue));
        }

        verdict.Advisories.AddRange(shared.Advisories);
        return verdict;
    }

    private VerdictCache.Entry Find(PartitionSnapshot partition, HostSnapshot host, MigrationOptions options)
    {
        var key = new VerdictCache.Key(partition.Kind, host.Kind, host.IsSilent, options);
        if (last is { } before && before.Key == key)
        {
            return before.Entry;
        }

        var found = verdicts.GetOrAdd(key, static pair => pair.Checker.Reach(pair.Key, pair.Partition, pair.Host), (Checker: this, Key: key, Partition: partition, Host: host));
        last = (key, found);
        return found;
    }

    private VerdictCache.Entry Reach(VerdictCache.Key key, PartitionSnapshot partition, HostSnapshot host)
    {
        var (state, reason) = hosts.StateOf(
            host.Fingerprint is not null,
            host.MembershipState,
            host.Kind.MembershipReason,
            host.IsSilent);
        var target = new MigrationTarget(CapabilitiesOf(host), host.Simulated)
        {
            NotReady = NotReady(state, reason, host.Cordoned, key.Options.IsDone),
            OtherPool = OtherPool(partition, host),
            OtherPoolBaseline = BaselineOf(host),
            UnreportedWords = Words(host),
        };
        var moving = key.Partition.Moving with { Waived = key.Options.Waived, PoolWaived = key.Options.PoolWaived };
        var verdict = Verdict.Of(moving, target, partition.Catalogue);
        return new VerdictCache.Entry(verdict, verdict.ToWire(partition.Catalogue));
    }

    // A host that has not reported is none, even for a move that is done: what it offers is not known.
    private static ImmutableArray<Incompatibility> NotReady(V1.Host.Types.State state, string reason, bool cordoned, bool isDone)
    {
        var found = ImmutableArray.CreateBuilder<Incompatibility>();
        if (state != V1.Host.Types.State.Ready && (!isDone || state == V1.Host.Types.State.Pending))
        {
            found.Add(MigrationTarget.HostNotReady(state.ToString().ToUpperInvariant(), reason));
        }

        if (cordoned && !isDone)
        {
            found.Add(MigrationTarget.HostNotReady("CORDONED", "it is cordoned"));
        }

        return found.ToImmutable();
    }

    private static string? OtherPool(PartitionSnapshot partition, HostSnapshot host) => host.PoolId switch
    {
        null => "",
        { } pool when pool == partition.Row.PoolId || pool == partition.HostPoolId => null,
        { } pool => ResourceName.Pool(pool),
    };

    private ImmutableArray<FeatureWord> Words(HostSnapshot host)
    {
        if (host.Fingerprint is null || host.Kind.UnreportedWords.Length == 0)
        {
            return [];
        }

        var silent = host.Kind.UnreportedWords.Split(' ');
        return [.. offers[host.Fingerprint].Features.Architecture.Words.Where(word => silent.Contains(word.Name))];
    }
}
