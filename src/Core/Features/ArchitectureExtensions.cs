using System.Collections.Immutable;

namespace Levelset.Core.Features;

/// <summary>The feature words that each architecture has.</summary>
public static class ArchitectureExtensions
{
    private static readonly ImmutableArray<FeatureWord> X86Words = [FeatureWord.Bank(0), FeatureWord.Bank(1), FeatureWord.Xsave];
    private static readonly ImmutableArray<FeatureWord> ArmWords = [FeatureWord.Bank(0), FeatureWord.Bank(1)];

    extension(Architecture architecture)
    {
        /// <summary>How many processor feature banks a set of this architecture has (MSHV_NUM_CPU_FEATURES_BANKS).</summary>
        public int BankCount => architecture switch
        {
            Architecture.X86_64 or Architecture.Arm64 => 2,
            _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "not an architecture"),
        };

        /// <summary>Whether this architecture has an xsave word; where it has none, the word is zero.</summary>
        public bool HasXsave => architecture == Architecture.X86_64;

        /// <summary>The words in the order in which sets are listed and digested: banks, then xsave.</summary>
        public ImmutableArray<FeatureWord> Words => architecture.HasXsave ? X86Words : ArmWords;

        /// <summary>The name in the API, the CLI and the documents: "x86_64" or "arm64".</summary>
        public string Label => architecture switch
        {
            Architecture.X86_64 => "x86_64",
            Architecture.Arm64 => "arm64",
            _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "not an architecture"),
        };
    }
}
