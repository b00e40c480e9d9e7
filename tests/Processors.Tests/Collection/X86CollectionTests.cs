using System.Text;
using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>Every real x86_64 processor, read twice: by the code and, from the raw rows, by the test.</summary>
public sealed class X86CollectionTests
{
    // Where the collected facts offer a second place that is another feature, or one that almost every processor sets.
    private static readonly string[] FirstPlaceOnly = ["prefetch_i", "a_count_m_count", "enhanced_fast_string"];

    [Fact]
    public void From_EveryDump_HasTheIdentityThatItSays() => Assert.All(Dumps(), dump =>
    {
        var features = dump.Features();
        Assert.Equal(dump.Root.GetProperty("vendor").GetString(), features.Vendor);
        Assert.Equal(VendorOf(dump), features.Vendor);
        Assert.Equal(RawDump.Hex(dump.Root, "signature"), features.Signature);
        Assert.Equal(
            (Number(dump, "family"), Number(dump, "model"), Number(dump, "stepping")),
            features.FamilyModelStepping);
        Assert.Equal(Squeeze(dump.Root.GetProperty("brand").GetString()!), Squeeze(features.Brand));
    });

    [Fact]
    public void From_EveryDump_SetsExactlyTheBitsOfTheRawRows()
    {
        var facts = CatalogueFactsTests.Facts(Architecture.X86_64).ToList();
        Assert.All(Dumps(), dump =>
        {
            var expected = facts.Where(fact => Announces(dump, fact)).Select(Name);
            Assert.Equal(
                expected.Order(StringComparer.Ordinal),
                Catalogue.X86_64.NamesOf(dump.Features().Supported).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void From_EveryDump_SetsNoPositionThatTheCatalogueDoesNotKnow() => Assert.All(
        Dumps(),
        dump => Assert.True(dump.Features().Supported.IsSubsetOf(Catalogue.X86_64.Known)));

    [Fact]
    public void From_EveryDump_NamesWhatItCouldNotRead() => Assert.All(Dumps(), dump =>
    {
        var features = dump.Features();
        var silent = features.NotReported.Where(finding => finding.Source.Contains("0x10A", StringComparison.Ordinal)).ToList();
        Assert.Equal(dump.Msr(0x10A) is null && AnnouncesArchCapabilities(dump), silent.Count > 0);
        Assert.DoesNotContain(features.NotReported, finding => features.Supported.Contains(finding.Bit));
    });

    [Fact]
    public void From_EveryDump_HasPlausibleProperties() => Assert.All(Dumps(), dump =>
    {
        var properties = dump.Features().Properties;
        Assert.True(properties.PhysicalAddressWidth is null or >= 32 and <= 57);
        Assert.True(properties.CacheLineFlushSize is null or 64);
        Assert.True(properties.XsaveStates is null or 0 || (properties.XsaveStates & 0b11) == 0b11);
        Assert.True(properties.MaxXsaveDataSize is null or 0 or >= 576 and <= 16384);
    });

    // Silicon keeps the rules; these guests see a processor that their host has edited.
    [Fact]
    public void Closure_EveryDump_LosesOnlyWhatIsUnderstood()
    {
        var lost = Dumps()
            .SelectMany(dump => Closure.Of(dump.Features().Supported, Catalogue.X86_64).Removed.Select(requirement =>
                $"{dump.Name}: {Catalogue.X86_64.NameOf(requirement.Feature)} without {Catalogue.X86_64.NameOf(requirement.Requires)}"));
        Assert.Equal(
            [
                // Their host switched TSX off, which clears RTM and leaves the bit of load tracking.
                "guest-fc-granite-rapids-host5.10: tsx_ld_trk without rtm",
                "guest-fc-granite-rapids-host6.1: tsx_ld_trk without rtm",
                "guest-fc-sapphire-rapids-host5.10: tsx_ld_trk without rtm",
                "guest-fc-sapphire-rapids-host6.1: tsx_ld_trk without rtm",
            ],
            lost);
    }

    [Fact]
    public void Level_EveryPair_OffersNothingThatOneLacksAndBothGetExactlyIt()
    {
        var sets = Dumps().Select(dump => (dump.Name, Set: dump.Features().Supported)).ToList();
        foreach (var (i, first) in sets.Index())
        {
            foreach (var second in sets.Skip(i))
            {
                AssertPair(first, second);
            }
        }
    }

    private static void AssertPair((string Name, FeatureSet Set) first, (string Name, FeatureSet Set) second)
    {
        foreach (var policy in Enum.GetValues<ReservedBits>())
        {
            var level = Level.Of(
                [new Member(first.Name, new CpuCapabilities("", first.Set, CompatibilityProperties.None)), new Member(second.Name, new CpuCapabilities("", second.Set, CompatibilityProperties.None))],
                new PoolPolicy { ReservedBits = policy },
                Catalogue.X86_64)!.Features;
            foreach (var host in new[] { first, second })
            {
                Assert.True(level.IsSubsetOf(host.Set), $"{first.Name} and {second.Name}");
                Assert.Equal(level, DisableMask.For(level, host.Set, Catalogue.X86_64, policy).Apply(host.Set));
            }
        }
    }

    private static bool Announces(RawDump dump, JsonElement fact)
    {
        var first = fact.GetProperty("cpuid");
        if (first.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        var others = fact.TryGetProperty("cpuid_alternatives", out var list) ? list.EnumerateArray().ToList() : [];
        var inverted = fact.TryGetProperty("cpuid_inverted", out _);
        if (Name(fact).StartsWith("avx10", StringComparison.Ordinal))
        {
            return IsSet(dump, first, inverted) && others.All(other => IsSet(dump, other, false));
        }

        return IsSet(dump, first, inverted)
            || (!FirstPlaceOnly.Contains(Name(fact)) && others.Any(other => IsSet(dump, other, false)));
    }

    private static bool IsSet(RawDump dump, JsonElement place, bool inverted)
    {
        if (!place.TryGetProperty("msr", out var msr))
        {
            return dump.HasCpuidBit(place);
        }

        var value = dump.Msr(RawDump.Number(msr.GetString()!));
        return value is { } v && (v & (1UL << place.GetProperty("bit").GetInt32())) != 0 != inverted;
    }

    private static bool AnnouncesArchCapabilities(RawDump dump) => dump.HasCpuidBit(
        JsonDocument.Parse("""{ "leaf": "0x7", "subleaf": 0, "reg": "EDX", "bit": 29 }""").RootElement);

    private static string VendorOf(RawDump dump)
    {
        var leaf = dump.Root.GetProperty("cpuid").EnumerateArray().First(row => RawDump.Hex(row, "leaf") == 0);
        var bytes = new[] { "ebx", "edx", "ecx" }.SelectMany(register => BitConverter.GetBytes((uint)RawDump.Hex(leaf, register)));
        return Encoding.ASCII.GetString([.. bytes]);
    }

    private static string Name(JsonElement fact) => fact.GetProperty("name").GetString()!;

    private static int Number(RawDump dump, string member) => dump.Root.GetProperty(member).GetInt32();

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static ImmutableArray<RawDump> Dumps()
    {
        var dumps = ProcessorCollection.Read(Architecture.X86_64);
        Assert.NotEmpty(dumps);
        return dumps;
    }
}
