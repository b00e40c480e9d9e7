using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using CoreArchitecture = Levelset.Core.Features.Architecture;
using CoreSet = Levelset.Core.Features.FeatureSet;
using FeatureSet = Levelset.V1.FeatureSet;

namespace Levelset.Api.Tests.Support;

/// <summary>What a test's hypervisor offers.</summary>
/// <param name="Set">The words; enable polarity.</param>
/// <param name="Vendor">The processor's vendor.</param>
/// <param name="Properties">The scalar properties.</param>
/// <param name="Simulated">Whether it is simulated.</param>
/// <param name="Synthetic">The synthetic features that a guest may be given; null = not reported.</param>
public sealed record FeatureWords(
    CoreSet Set,
    string Vendor = "GenuineIntel",
    Levelset.V1.CompatibilityProperties? Properties = null,
    bool Simulated = false,
    ulong? Synthetic = null)
{
    /// <summary>SSE3, SSSE3, SSE4.1, SSE4.2, AES; nested virtualization; XSAVE, AVX, AVX2.</summary>
    public static FeatureWords Plain { get; } = X86("sse3", "ssse3", "sse4_1", "sse4_2", "aes", "nested_virt", "xsave", "avx", "avx2");

    /// <summary>An arm64 host that can create partitions.</summary>
    public static FeatureWords Arm { get; } = new(Of(Catalogue.Arm64, "gic_v3v4", "fp", "adv_simd", "aes", "atomic"), "Arm");

    public FeatureSet Wire => new() { ProcessorBanks = { Set.ProcessorBanks }, Xsave = Set.Xsave };

    public Levelset.V1.Architecture Architecture => (Levelset.V1.Architecture)Set.Architecture;

    public static FeatureWords X86(params string[] names) => new(Of(Catalogue.X86_64, names));

    public static FeatureWords X86(ulong bank0, ulong bank1, ulong xsave) => new(CoreSet.X86_64(bank0, bank1, xsave));

    public static CoreSet ToCore(FeatureSet set, CoreArchitecture architecture = CoreArchitecture.X86_64) =>
        new(architecture, [.. set.ProcessorBanks], set.Xsave);

    public FeatureWords With(params string[] names) => this with { Set = Set.Union(Of(Catalogue.For(Set.Architecture), names)) };

    public FeatureWords Without(params string[] names) => this with { Set = Set.Except(Of(Catalogue.For(Set.Architecture), names)) };

    /// <summary>The names of what is offered.</summary>
    public static IReadOnlyList<string> Names(FeatureSet set, CoreArchitecture architecture = CoreArchitecture.X86_64) =>
        Catalogue.For(architecture).NamesOf(ToCore(set, architecture));

    private static CoreSet Of(Catalogue catalogue, params string[] names)
    {
        Assert.Empty(catalogue.ParseNames(names, out var set));
        return set;
    }
}
