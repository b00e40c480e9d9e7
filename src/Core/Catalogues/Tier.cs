using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>
/// A named step of an architecture: a convenience over floors and exclusions. x86_64: the microarchitecture levels of the System V
/// psABI. What the catalogue has no bit for (CMOV, FXSR, SSE2, OSXSAVE and such) is not part of a tier.
/// </summary>
/// <param name="Name">Such as "x86-64-v3".</param>
/// <param name="Features">Everything that the tier has, lower tiers included.</param>
/// <param name="Own">What it adds to the tier below.</param>
public sealed record Tier(string Name, FeatureSet Features, FeatureSet Own)
{
    private static readonly ImmutableArray<(string Name, string[] Own)> X86 =
    [
        ("x86-64-v2", ["cmpxchg16b", "lahf_sahf", "pop_cnt", "sse3", "ssse3", "sse4_1", "sse4_2"]),
        ("x86-64-v3", ["xsave", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe"]),
        ("x86-64-v4", ["avx512", "avx512_bw", "avx512_cd", "avx512_dq", "avx512_vl"]),
    ];

    /// <summary>The tiers of an architecture, lowest first; arm64 has none.</summary>
    public static ImmutableArray<Tier> For(Catalogue catalogue) =>
        catalogue.Architecture == Architecture.X86_64 ? Build(catalogue) : [];

    /// <summary>The tier of that name; null where there is none.</summary>
    public static Tier? Find(string name, Catalogue catalogue) => For(catalogue).FirstOrDefault(tier => tier.Name == name);

    private static ImmutableArray<Tier> Build(Catalogue catalogue)
    {
        var tiers = ImmutableArray.CreateBuilder<Tier>();
        var below = FeatureSet.Empty(catalogue.Architecture);
        foreach (var (name, own) in X86)
        {
            var added = FeatureSet.Of(catalogue.Architecture, own.Select(feature => Resolve(feature, catalogue)));
            below = below.Union(added);
            tiers.Add(new Tier(name, below, added));
        }

        return tiers.ToImmutable();
    }

    private static FeatureBit Resolve(string name, Catalogue catalogue) =>
        catalogue.TryResolve(name, out var bit) ? bit : throw new InvalidOperationException($"no feature is named {name}");
}
