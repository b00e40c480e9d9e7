using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Api.Pools;

/// <summary>
/// A pool in memory, while reports of its members follow one another that are stored together: each is checked beside what those before it
/// left, as if it had come alone, and what they make of the baseline in the end is one generation.
/// </summary>
internal sealed class PoolDraft
{
    private readonly PoolPolicy policy;
    private readonly PoolIdentity identity;
    private readonly Dictionary<(MembershipState State, string Fingerprint), int> counts;
    private readonly Dictionary<string, CpuCapabilities> capabilities;
    private readonly List<(string Host, string Changes)> causes = [];
    private Generation? current;
    private Generation? newest;
    private MemberRule? rule;
    private PoolEvaluation? settled;
    private bool isUnmadeCited;

    /// <summary>Starts from what is on record.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="newest">Its newest generation, in force or not; null before the first.</param>
    /// <param name="members">How many members of each fingerprint and state there are; where others than those that report are, one will do for them.</param>
    /// <param name="capabilities">What each fingerprint offers.</param>
    public PoolDraft(
        PoolRow pool,
        BaselineRow? newest,
        IEnumerable<KeyValuePair<(MembershipState State, string Fingerprint), int>> members,
        IEnumerable<SupportedSet> capabilities)
    {
        Pool = pool;
        policy = pool.ToPolicy();
        identity = pool.ToIdentity();
        counts = new(members);
        this.capabilities = capabilities.ToDictionary(set => set.Fingerprint, set => set.ToCapabilities());
        this.newest = newest is null ? null : new Generation(newest.Generation, newest.ToCapabilities());
        current = pool.CurrentGeneration is null ? null : this.newest;
        InForce = pool.CurrentGeneration is null ? null : newest;
    }

    /// <summary>Members whose state follows from others' change.</summary>
    /// <param name="From">Their state so far.</param>
    /// <param name="To">Their state now.</param>
    /// <param name="Fingerprint">What they offer.</param>
    /// <param name="Reason">Why they do not contribute; empty when they do.</param>
    public sealed record Move(MembershipState From, MembershipState To, string Fingerprint, string Reason);

    /// <summary>Where a report puts its host.</summary>
    /// <param name="State">Its state.</param>
    /// <param name="Reason">Why it does not contribute; empty when it does.</param>
    /// <param name="Missing">The features that it lacks.</param>
    public sealed record Membership(MembershipState State, string Reason, FeatureSet Missing);

    private sealed record Generation(long Number, CpuCapabilities Capabilities);

    public PoolRow Pool { get; }

    /// <summary>The generation in force on record, or null.</summary>
    public BaselineRow? InForce { get; }

    /// <summary>What the pool is now; null before the first report.</summary>
    public PoolEvaluation? Evaluation { get; private set; }

    /// <summary>What makes the next generation: the reports that changed the baseline, the first of them by name.</summary>
    public PoolLeveling.Change Change
    {
        get
        {
            // What changed with them, where it is the same everywhere, as after an update of all.
            var changes = causes.Select(cause => cause.Changes).Distinct().ToList();
            var what = changes is [{ Length: > 0 } same] ? $": {same}" : "";
            return causes is [var (host, _)]
                ? new($"report of {host}{what}", host)
                : new($"reports of {PoolMembership.First([.. causes.Select(cause => cause.Host)])}{what}", ActivityLog.Service);
        }
    }

    /// <summary>
    /// Whether it can be written down as one generation: not where a reason names one that later reports have undone, nor where one that
    /// members are measured by has been withdrawn again. Such reports are to be stored apart.
    /// </summary>
    public bool IsConsistent => !IsMade(current) || (!isUnmadeCited && IsMade(newest));

    /// <summary>Says where a member's report puts it, beside the others as they are now. Changes nothing.</summary>
    /// <param name="before">Its state so far.</param>
    /// <param name="fingerprint">What it offered; null before its first report.</param>
    /// <param name="offer">What it offers.</param>
    public Membership Check(MembershipState before, string? fingerprint, CpuCapabilities offer)
    {
        // A first report joins; one of a member that has contributed is measured by the baseline, or by the last that was.
        var contributed = before is MembershipState.Ready or MembershipState.Quarantined;
        var last = contributed ? current ?? newest : null;
        var others = RuleBeside(before, fingerprint).WithDefaults(last?.Capabilities);
        var found = contributed ? others.CheckMember(offer, last?.Capabilities) : others.CheckJoining(offer, current?.Capabilities);
        isUnmadeCited |= !found.IsEmpty && !IsMade(last);
        return new Membership(
            found.IsEmpty ? MembershipState.Ready : contributed ? MembershipState.Quarantined : MembershipState.Rejected,
            MembershipReasons.Describe(found, offer, last?.Number),
            FeatureSet.Of(offer.Features.Architecture, found.Select(reason => reason.Feature).OfType<FeatureBit>()));
    }

    /// <summary>Puts a member's report in force.</summary>
    /// <param name="host">The host, with its report and its new state.</param>
    /// <param name="before">Its state so far.</param>
    /// <param name="fingerprint">What it offered; null before its first report.</param>
    /// <param name="changes">The versions that changed with it, for what changes under running guests seldom does so by itself.</param>
    /// <returns>The members whose state changes with it.</returns>
    public IReadOnlyList<Move> Report(HostRow host, MembershipState before, string? fingerprint, string changes)
    {
        if (fingerprint is not null)
        {
            Count((before, fingerprint), -1);
        }

        capabilities.TryAdd(host.Fingerprint!, host.Supported!.ToCapabilities());
        Count((host.MembershipState, host.Fingerprint!), 1);
        var was = current;
        var moves = Evaluate();
        if (was != current)
        {
            causes.Add((ResourceName.Host(host.Id), changes));
        }

        return moves;
    }

    private IReadOnlyList<Move> Evaluate()
    {
        // The same kinds of members beside the same baseline: nothing follows that has not followed before.
        if (settled is not null)
        {
            return [];
        }

        var members = counts.Where(kind => kind.Value > 0 && kind.Key.State != MembershipState.Pending)
            .OrderBy(kind => kind.Key.State)
            .ThenBy(kind => kind.Key.Fingerprint, StringComparer.Ordinal)
            .Select(kind => new Member(kind.Key.Fingerprint, capabilities[kind.Key.Fingerprint], kind.Key.State))
            .ToList();
        Evaluation = PoolEvaluation.Of(policy, identity, members, current?.Capabilities, newest?.Capabilities);
        var moves = MovesOf(Pool, members, Evaluation);
        var isSame = Evaluation.Baseline?.Capabilities == current?.Capabilities;
        if (!isSame)
        {
            current = Evaluation.Baseline is { } baseline ? Numbered(baseline.Capabilities) : null;
            newest = current ?? newest;
        }

        foreach (var move in moves)
        {
            var moved = counts[(move.From, move.Fingerprint)];
            Count((move.From, move.Fingerprint), -moved);
            Count((move.To, move.Fingerprint), moved);
        }

        settled = isSame && moves.Count == 0 ? Evaluation : null;
        return moves;
    }

    /// <summary>The members whose state an evaluation changes.</summary>
    public static IReadOnlyList<Move> MovesOf(PoolRow pool, IEnumerable<Member> before, PoolEvaluation evaluation)
    {
        var ready = evaluation.Members.Where(member => member.State == MembershipState.Ready).Select(member => member.Source).ToHashSet();

        // Nothing but a floor quarantines members whose report has not changed.
        var floor = MemberRule.Of(pool.ToPolicy(), pool.ToIdentity(), []);
        return
        [
            .. before.Where(member => ready.Contains(member.Source) != (member.State == MembershipState.Ready)).Select(member =>
                ready.Contains(member.Source)
                    ? new Move(member.State, MembershipState.Ready, member.Source, "")
                    : new Move(
                        member.State,
                        MembershipState.Quarantined,
                        member.Source,
                        MembershipReasons.Describe(floor.CheckJoining(member.Capabilities, baseline: null), member.Capabilities, null))),
        ];
    }

    private bool IsMade(Generation? generation) => generation is null || generation.Number <= Pool.LastGeneration;

    private Generation Numbered(CpuCapabilities baseline) =>
        InForce is { } row && row.ToCapabilities() == baseline
            ? new Generation(row.Generation, baseline)
            : new Generation(Pool.LastGeneration + 1, baseline);

    private MemberRule RuleBeside(MembershipState state, string? fingerprint)
    {
        var isLastOfItsKind = fingerprint is not null && state == MembershipState.Ready && counts.GetValueOrDefault((state, fingerprint)) == 1;
        return isLastOfItsKind ? RuleOf(fingerprint) : rule ??= RuleOf(except: null);
    }

    private MemberRule RuleOf(string? except) => MemberRule.Of(
        policy,
        identity,
        counts.Where(kind => kind.Value > 0 && kind.Key.State == MembershipState.Ready && kind.Key.Fingerprint != except)
            .Select(kind => kind.Key.Fingerprint)
            .Order(StringComparer.Ordinal)
            .Select(one => capabilities[one]));

    private void Count((MembershipState State, string Fingerprint) kind, int change)
    {
        var before = counts.GetValueOrDefault(kind);
        counts[kind] = before + change;
        if (before == 0 || before + change == 0)
        {
            (rule, settled) = (null, null);
        }
    }
}
