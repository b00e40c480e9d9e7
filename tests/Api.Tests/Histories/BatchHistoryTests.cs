using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Model;
using Architecture = Levelset.Core.Features.Architecture;
using CompatibilityProperties = Levelset.Core.Features.CompatibilityProperties;
using FeatureSet = Levelset.Core.Features.FeatureSet;

namespace Levelset.Api.Tests.Histories;

/// <summary>Random reports of a pool's members, stored a few at a time, beside the model, in which each comes alone.</summary>
public sealed class BatchHistoryTests
{
    private const int Hosts = 6;
    private const int Batches = 25;

    [Fact]
    public void Reports_StoredTogether_LeaveWhatTheModelLeavesOneByOne()
    {
        var happenings = new HashSet<string>();
        for (var seed = 1; seed <= 400; seed++)
        {
            Play(seed, happenings);
        }

        // What can be got wrong has happened.
        Assert.Superset(
            new HashSet<string> { "several changes in one generation", "a member moved", "stored apart", "withdrawn", "quarantined", "rejected" },
            happenings);
    }

    private static void Play(int seed, HashSet<string> happenings)
    {
        var random = new Random(seed);
        var arm = random.Next(2) == 0;
        var draw = new ReadingDraw(random);
        var pool = new HistoryWriter(random).Pools()[0];
        var model = new NaiveFleet([pool], KindOf);
        var fleet = new StoredPool(pool);
        for (var host = 0; host < Hosts; host++)
        {
            model.Play(new HistoryStep.Join($"h{host}", pool.Name));
        }

        for (var batch = 0; batch < Batches; batch++)
        {
            var reports = Enumerable.Range(0, Hosts).OrderBy(_ => random.Next()).Take(random.Next(1, Hosts + 1))
                .Select(host => new HistoryStep.Report($"h{host}", draw.Next(arm, withScalars: true, model.Host($"h{host}").Reading)))
                .ToList();
            var generations = pool.Generations.Count;
            reports.ForEach(report => model.Play(report));
            fleet.Store(reports, happenings);
            var told = $"seed {seed}, batch {batch}: {string.Join(", ", reports.Select(report => report.Host))}";
            foreach (var host in model.Hosts)
            {
                Assert.True(fleet.StateOf(host.Name) == StateOf(host), $"{told}: {host.Name} is {fleet.StateOf(host.Name)}, not {host.State}");
            }

            Assert.True(
                pool.Level is { } level ? fleet.Level is { } its && Same(its, level) : fleet.Level is null,
                $"{told}: the level is {fleet.Level}");
            Assert.True(
                pool.InForce is { } now ? fleet.InForce is { } baseline && Same(baseline, now.Bits) : fleet.InForce is null,
                $"{told}: the baseline is {fleet.InForce}");
            Note(pool, generations, fleet, happenings);
        }
    }

    private static void Note(NaivePool pool, int generations, StoredPool fleet, HashSet<string> happenings)
    {
        if (pool.Generations.Count > generations + 1)
        {
            happenings.Add("several changes in one generation");
        }

        if (pool.InForce is null && generations > 0)
        {
            happenings.Add("withdrawn");
        }

        if (fleet.Has(MembershipState.Quarantined))
        {
            happenings.Add("quarantined");
        }

        if (fleet.Has(MembershipState.Rejected))
        {
            happenings.Add("rejected");
        }
    }

    private static bool Same(FeatureSet set, bool[] bits) =>
        Bit.Same(new Words(set.ProcessorBanks[0], set.ProcessorBanks[1], set.Xsave).ToBits(bits.Length == 128), bits);

    private static MembershipState StateOf(NaiveHost host) => host.State switch
    {
        NaiveState.Ready => MembershipState.Ready,
        NaiveState.Quarantined => MembershipState.Quarantined,
        NaiveState.Rejected => MembershipState.Rejected,
        _ => MembershipState.Pending,
    };

    private static string KindOf(Offering offering) => SetOf(offering).Fingerprint;

    private static SupportedSet SetOf(Offering offering)
    {
        var features = ServiceFleet.ToWords(offering).Set;
        var scalars = offering.Scalars;
        var properties = new CompatibilityProperties(
            scalars.Width,
            scalars.FlushSize,
            scalars.States,
            scalars.AreaSize,
            null,
            scalars.Synthetic);
        return new SupportedSet
        {
            Fingerprint = Fingerprint.Of(new CpuCapabilities(offering.Vendor, features, properties)).Value,
            Vendor = offering.Vendor,
            Features = features,
            Properties = StoredProperties.From(properties),
        };
    }

    /// <summary>What the tables of one pool would hold.</summary>
    private sealed class StoredPool
    {
        private readonly Dictionary<string, HostRow> hosts = Enumerable.Range(0, Hosts).ToDictionary(
            host => $"h{host}",
            host => new HostRow { Id = $"h{host}", PoolId = "a", MembershipState = MembershipState.Pending });

        private readonly PoolRow pool;
        private BaselineRow? newest;

        public StoredPool(NaivePool model) => pool = new PoolRow
        {
            Id = model.Name,
            FixedArchitecture = model.FixedArm is { } arm ? ArchitectureOf(arm) : null,
            FixedVendor = model.FixedVendor,
            Join = model.Policy.JoinRejects ? JoinPolicy.Reject : JoinPolicy.LevelDown,
            Drift = model.Policy.DriftLowers ? DriftPolicy.LevelDown : DriftPolicy.Quarantine,
            Raise = model.Policy.RaisesAlone ? RaisePolicy.Automatic : RaisePolicy.Manual,
            ReservedBits = model.Policy.ReservedOff ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
            Excluded = WordsOf(model.Policy.Excluded, model.Policy.Arm),
            Floor = WordsOf(model.Policy.Floor, model.Policy.Arm),
        };

        public FeatureSet? Level => pool.Level;

        public FeatureSet? InForce => pool.CurrentGeneration is null ? null : newest!.Features;

        public MembershipState StateOf(string host) => hosts[host].MembershipState;

        public bool Has(MembershipState state) => hosts.Values.Any(host => host.MembershipState == state);

        public void Store(IReadOnlyList<HistoryStep.Report> reports, HashSet<string> happenings)
        {
            var before = hosts.Values.ToDictionary(host => host.Id, host => (host.MembershipState, host.Fingerprint, host.Supported));
            var draft = Load();
            foreach (var report in reports)
            {
                Report(draft, hosts[report.Host], SetOf(report.Reading), happenings);
            }

            if (draft.IsConsistent)
            {
                Write(draft);
                return;
            }

            // What is right for one is right alone.
            Assert.NotEqual(1, reports.Count);
            happenings.Add("stored apart");
            foreach (var (id, (state, fingerprint, supported)) in before)
            {
                (hosts[id].MembershipState, hosts[id].Fingerprint, hosts[id].Supported) = (state, fingerprint, supported);
            }

            Store([.. reports.Take(reports.Count / 2)], happenings);
            Store([.. reports.Skip(reports.Count / 2)], happenings);
        }

        private PoolDraft Load()
        {
            var reported = hosts.Values.Where(host => host.Fingerprint is not null).ToList();
            return new PoolDraft(
                pool,
                newest,
                reported.CountBy(host => (host.MembershipState, host.Fingerprint!)),
                reported.Select(host => host.Supported!).DistinctBy(set => set.Fingerprint));
        }

        private void Report(PoolDraft draft, HostRow host, SupportedSet set, HashSet<string> happenings)
        {
            var (state, fingerprint) = (host.MembershipState, host.Fingerprint);
            (host.Fingerprint, host.Supported) = (set.Fingerprint, set);
            host.MembershipState = draft.Check(state, fingerprint, set.ToCapabilities()).State;
            foreach (var move in draft.Report(host, state, fingerprint, ""))
            {
                foreach (var moved in hosts.Values.Where(one => one.MembershipState == move.From && one.Fingerprint == move.Fingerprint))
                {
                    moved.MembershipState = move.To;
                    happenings.Add("a member moved");
                }
            }
        }

        private void Write(PoolDraft draft)
        {
            pool.Level = draft.Evaluation!.Level?.Features;
            if (draft.Evaluation.Baseline is not { } baseline)
            {
                pool.CurrentGeneration = null;
            }
            else if (draft.InForce?.ToCapabilities() != baseline.Capabilities)
            {
                pool.CurrentGeneration = ++pool.LastGeneration;
                newest = new BaselineRow
                {
                    PoolId = pool.Id,
                    Generation = pool.LastGeneration,
                    Vendor = baseline.Capabilities.Vendor,
                    Features = baseline.Features,
                    Level = pool.Level!,
                    Properties = StoredProperties.From(baseline.Capabilities.Properties),
                    Cause = "",
                    Author = "",
                    CreateTime = default,
                    CatalogueVersion = "",
                    Reasons = "",
                };
            }
        }

        private static Architecture ArchitectureOf(bool arm) => arm ? Architecture.Arm64 : Architecture.X86_64;

        private static FeatureSet? WordsOf(Words? words, bool arm) =>
            words is { } some ? new FeatureSet(ArchitectureOf(arm), [some.Bank0, some.Bank1], some.Xsave) : null;
    }
}
