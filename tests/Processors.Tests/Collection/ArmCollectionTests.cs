using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>Every real arm64 processor whose ID registers are known, read twice; and against what Linux says of the same cores.</summary>
public sealed class ArmCollectionTests
{
    // Linux's name, and the catalogue's where it is another.
    private static readonly Dictionary<string, string> NamesOfLinux = (
        "fp asimd=adv_simd aes pmull=poly_mul sha1 sha2=sha256 crc32 atomics=atomic fphp=fp_hp "
        + "asimdhp=adv_simd_hp asimdrdm=rdm jscvt fcma lrcpc=rcpc_v83 dcpop=dc_cvap sha3 sm3 sm4 asimddp=dp sha512 "
        + "sve asimdfhm=fhm dit uscat=lse2 ilrcpc=rcpc_v84 flagm=flags_m ssbs=ssbs_rw sb pacg=gpa dcpodp=dc_cvadp "
        + "sve2=sve_v2 sveaes=sve_aes svebitperm=sve_bit_perm svesha3=sve_sha3 svesm4=sve_sm4 flagm2=flags_m2 "
        + "frint=frintts svei8mm=sve_i8mm svebf16=sve_bf16 i8mm bf16 rng ecv afp rpres")
        .Split(' ')
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[^1]);

    [Fact]
    public void Parse_EveryDump_IsReadOrSaysThatItHasNoRegisters() => Assert.All(Dumps(), dump =>
    {
        var hasRegisters = dump.Root.GetProperty("id_registers").EnumerateObject().Any();
        var faults = ProcessorDump.Parse(dump.Json, out var read);
        Assert.Equal(hasRegisters, read is not null);
        Assert.Equal(hasRegisters ? [] : [DumpFaultKind.NoData], faults.Select(fault => fault.Kind));
    });

    [Fact]
    public void From_EveryDump_SetsExactlyTheBitsOfTheRawRegisters()
    {
        var facts = CatalogueFactsTests.Facts(Architecture.Arm64).ToList();
        Assert.All(WithRegisters(), dump =>
        {
            // What user space cannot see is not believed, so that such a dump offers less than a plain reading.
            Assert.Empty(ProcessorDump.Parse(dump.Json, out var read));
            var hidden = read!.IdRegisters!.View == IdRegisterView.UserSpace
                ? dump.Features().NotReported.Select(finding => Catalogue.Arm64.NameOf(finding.Bit)).ToHashSet()
                : [];
            var expected = facts.Where(fact => ArmFields.Announce(dump, fact)).Select(Name).Except(hidden);
            Assert.Equal(
                expected.Order(StringComparer.Ordinal),
                Catalogue.Arm64.NamesOf(dump.Features().Supported).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void From_EveryDump_NamesTheRegistersThatWereNotRead() => Assert.All(WithRegisters(), dump =>
    {
        var registers = dump.Root.GetProperty("id_registers");
        foreach (var finding in dump.Features().Findings)
        {
            var sources = Catalogue.Arm64.Find(finding.Bit)!.Sources.OfType<IdRegisterSource>();
            if (!sources.Any(source => registers.TryGetProperty(source.Register, out _)))
            {
                Assert.Equal(FindingState.NotReported, finding.State);
            }
        }
    });

    [Fact]
    public void Closure_EveryDump_LosesNothing() => Assert.All(
        WithRegisters(),
        dump => Assert.Empty(Closure.Of(dump.Features().Supported, Catalogue.Arm64).Removed));

    [Fact]
    public void Supported_EveryDump_HasAtMostOneOfEachChoice() => Assert.All(WithRegisters(), dump => Assert.All(
        Catalogue.Arm64.Groups,
        group => Assert.InRange(group.Members.Count(dump.Features().Supported.Contains), 0, 1)));

    [Fact]
    public void Level_EveryPair_OffersNothingThatOneLacksAndBothGetExactlyIt()
    {
        var sets = WithRegisters().Select(dump => dump.Features().Supported).ToList();
        foreach (var first in sets)
        {
            foreach (var second in sets)
            {
                var level = Level.Of(
                    [new Member("a", new CpuCapabilities("", first, CompatibilityProperties.None)), new Member("b", new CpuCapabilities("", second, CompatibilityProperties.None))],
                    new PoolPolicy { ReservedBits = ReservedBits.HypervisorDefault },
                    Catalogue.Arm64)!.Features;
                Assert.True(level.IsSubsetOf(first.Intersect(second)));
                Assert.Equal(
                    level,
                    DisableMask.For(level, first, Catalogue.Arm64, ReservedBits.HypervisorDefault).Apply(first));
            }
        }
    }

    // The registers of a core against what Linux printed on a processor with that core, and why they differ.
    [Theory]
    [InlineData("ampere-altra-cpuinfo", "trm-neoverse-n1", "", "")]
    [InlineData("ampere-altra-cpuinfo", "qemu-neoverse-n1", "", "")]
    [InlineData("ampere-altra-cpuinfo", "graviton2-neoverse-n1-kvm-guest-host6.1", "", "")]
    // Makers may leave out the Chinese ciphers, the random number generator and pointer authentication of EL0.
    [InlineData("graviton4-cpuinfo", "trm-neoverse-v2", "", "sm3 sm4 sve_sm4")]
    [InlineData("nvidia-grace-cpuinfo", "trm-neoverse-v2", "", "gpa rng")]
    [InlineData("yitian-710-cpuinfo", "trm-neoverse-n2", "", "gpa rng")]
    [InlineData("yitian-710-cpuinfo", "neoverse-n2-el0-view", "", "gpa rng")]
    // Linux hides SSBS where an erratum makes it slow to take effect.
    [InlineData("google-axion-cpuinfo", "trm-neoverse-v2", "", "ssbs_rw")]
    // KVM hides pointer authentication and SVE unless asked.
    [InlineData("graviton3-cpuinfo", "graviton3-neoverse-v1-kvm-guest-host6.1", "gpa sve sve_bf16 sve_i8mm", "")]
    // The collected ISAR1 of this core is wrong: Graviton3 and its KVM guest both report BF16. ZFR0 is not given.
    [InlineData("graviton3-cpuinfo", "trm-neoverse-v1", "bf16 sve_bf16 sve_i8mm", "")]
    public void Supported_SameCoreAsLinuxSaw_DiffersOnlyWhereUnderstood(
        string linux, string registers, string onlyLinux, string onlyRegisters)
    {
        var dumps = Dumps().ToDictionary(dump => dump.Name);
        var seen = dumps[linux].Root.GetProperty("hwcap_features").EnumerateArray()
            .Select(name => NamesOfLinux.GetValueOrDefault(name.GetString()!))
            .OfType<string>()
            .ToHashSet();
        var read = Catalogue.Arm64.NamesOf(dumps[registers].Features().Supported)
            .Where(NamesOfLinux.ContainsValue)
            .ToHashSet();
        Assert.Equal(onlyLinux, string.Join(' ', seen.Except(read).Order(StringComparer.Ordinal)));
        Assert.Equal(onlyRegisters, string.Join(' ', read.Except(seen).Order(StringComparer.Ordinal)));
    }

    private static string Name(JsonElement fact) => fact.GetProperty("name").GetString()!;

    private static IEnumerable<RawDump> WithRegisters() =>
        Dumps().Where(dump => dump.Root.GetProperty("id_registers").EnumerateObject().Any());

    private static ImmutableArray<RawDump> Dumps()
    {
        var dumps = ProcessorCollection.Read(Architecture.Arm64);
        Assert.NotEmpty(dumps);
        return dumps;
    }
}
