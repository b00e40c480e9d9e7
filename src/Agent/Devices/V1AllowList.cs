using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>The fixed list of features that Microsoft's own kernel allows a partition of the v1 struct, whatever the host offers.</summary>
internal static class V1AllowList
{
    private static readonly FeatureSet X86_64 = FeatureSet.X86_64(0x7FFF_F8FF_FFFF_FFFF, 0x0003_9880_3000_07AA, 0x1807);

    // Plain CPUID bits outside the list, which no kernel or hypervisor derives from anything else. Every x86_64 server processor
    // since 2015 has one of them.
    private static readonly string[] Telling = ["avx2", "fma", "avx512", "clwb", "sha"];

    /// <summary>Everything on the list.</summary>
    public static FeatureSet For(Architecture architecture) =>
        architecture == Architecture.X86_64 ? X86_64 : Catalogue.Arm64.MustStayEnabled;

    /// <summary>
    /// Why these words of a v1 partition must be the list and not the host's; null if they may be the host's. An arm64
    /// processor whose features are all on the list does not exist; on x86_64 they are compared with the processor's own.
    /// </summary>
    /// <param name="words">What the v1 partition has.</param>
    /// <param name="processor">The features that this machine's processor announces; null where it cannot be read.</param>
    public static string? Explain(FeatureSet words, FeatureSet? processor)
    {
        if (!words.IsSubsetOf(For(words.Architecture)))
        {
            return null;
        }

        if (words.Architecture == Architecture.Arm64)
        {
            return "all its features are on the allow-list of Microsoft's own kernel";
        }

        var catalogue = Catalogue.For(words.Architecture);
        var hidden = Telling
            .Where(name => processor is not null && catalogue.TryResolve(name, out var bit) && processor.Contains(bit) && !words.Contains(bit))
            .ToList();
        return hidden.Count == 0
            ? null
            : "all its features are on the allow-list of Microsoft's own kernel, but this processor also has "
                + string.Join(", ", hidden);
    }

    /// <summary>The features that this machine's processor announces; null where it cannot be read.</summary>
    public static FeatureSet? ReadProcessor() =>
        ThisMachine.ReadCpuid() is { } leaves ? ProcessorFeatures.From(leaves).Supported : null;
}
