using System.Diagnostics;
using System.Globalization;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

// Level and baseline of a pool against the number of its hosts, and the verdict of one pair. Medians; the hosts of a pool have 200
// distinct fingerprints however many they are.
const int Fingerprints = 200;
const int Rounds = 31;
var random = new Random(1);
var offers = Enumerable.Range(0, Fingerprints).Select(_ => Draw()).ToArray();
var names = offers.Select(offer => Fingerprint.Of(offer).Value).ToArray();
var policy = PoolPolicy.Default;
if (names.Distinct().Count() != Fingerprints)
{
    throw new InvalidOperationException("two hosts that should differ do not");
}

CpuCapabilities? before = null;
before = Evaluate(Kinds(offers.Length)).Baseline!.Capabilities;

// Until everything is compiled as well as it will be.
Measure(() => Evaluate(Kinds(Fingerprints)), 200);
var one = Measure(() => Evaluate(Kinds(Fingerprints)), 20);
Say($"settling {Fingerprints} fingerprints: {one / 1000:0.000} ms");
foreach (var kinds in new[] { 10, 25, 50, 100, Fingerprints })
{
    Say($"{kinds} fingerprints: {Measure(() => Evaluate(Kinds(kinds)), 20) / one:0.00} x");
}

foreach (var hosts in new[] { 1_000, 10_000, 100_000, 1_000_000 })
{
    var fleet = Enumerable.Range(0, hosts).Select(_ => random.Next(Fingerprints)).ToArray();
    Say($"{hosts} hosts, by fingerprint: {Measure(() => Evaluate(Kinds(Fingerprints)), 20) / one:0.00} x");
    Say($"{hosts} hosts, fingerprints looked for among hosts in memory: {Measure(() => Evaluate(fleet.Distinct().Select(Kind)), 1) / one:0.00} x");
    if (hosts <= 100_000)
    {
        Say($"{hosts} hosts, each by itself: {Measure(() => Level.Of(Each(fleet), policy, Catalogue.X86_64), 1) / one:0.00} x");
    }
}

var partition = new MigratingPartition(offers[0], ReservedBits.HypervisorDefault);
var fits = new MigrationTarget(offers[0]);
var lacks = new MigrationTarget(offers.First(offer => !offers[0].Features.IsSubsetOf(offer.Features)));
var possible = Measure(() => Verdict.Of(partition, fits, Catalogue.X86_64), 10_000);
var impossible = Measure(() => Verdict.Of(partition, lacks, Catalogue.X86_64), 10_000);
Say($"verdict, possible, with arguments: {possible:0.00} us");
var blockers = Verdict.Of(partition, lacks, Catalogue.X86_64).Blockers.Length;
Say($"verdict, impossible, {blockers} blockers named: {impossible:0.00} us, {impossible / possible:0.00} x");

Member Kind(int kind) => new(names[kind], offers[kind]);

IEnumerable<Member> Kinds(int count) => Enumerable.Range(0, count).Select(Kind);

PoolEvaluation Evaluate(IEnumerable<Member> members) =>
    PoolEvaluation.Of(PoolPolicy.Default, PoolIdentity.Open, members, before, before);

IReadOnlyCollection<Member> Each(int[] fleet) =>
    [.. fleet.Select((kind, host) => new Member($"h{host}", offers[kind]))];

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

// A server processor: all that the catalogue knows, less a few bits, with a few reserved ones.
CpuCapabilities Draw()
{
    FeatureBit[] all = [.. Catalogue.X86_64.Known.Bits()];
    var lost = FeatureSet.Of(Architecture.X86_64, random.GetItems(all, 6));
    var reserved = FeatureSet.X86_64(0, (ulong)random.Next(8) << 61);
    return new CpuCapabilities("GenuineIntel", Catalogue.X86_64.Known.Except(lost).Union(reserved), new CompatibilityProperties(46, 64, 0x2E7, 2696));
}

static double Measure(Func<object?> action, int times)
{
    var rounds = new List<double>();
    for (var round = -10; round < Rounds; round++)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            GC.KeepAlive(action());
        }

        if (round >= 0)
        {
            rounds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / times);
        }
    }

    rounds.Sort();
    return rounds[rounds.Count / 2];
}
