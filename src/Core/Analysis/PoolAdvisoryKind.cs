namespace Levelset.Core.Analysis;

/// <summary>What to know of a pool although it is not wrong. Values equal those of the gRPC enum.</summary>
public enum PoolAdvisoryKind
{
    /// <summary>Some members offer a mitigation, and the baseline lacks it.</summary>
    MitigationLost = 1,

    /// <summary>Members differ in a bit that removes behaviour where it is 1 and cannot be hidden.</summary>
    InvertedDiffers = 2,

    /// <summary>Members have made different choices of one, so that their common set has none.</summary>
    ChoiceSplit = 3,

    /// <summary>Members differ in a scalar property.</summary>
    PropertyDiffers = 4,

    /// <summary>Some members do not report a feature word.</summary>
    WordNotReported = 5,

    /// <summary>The baseline has a feature without one that it should have.</summary>
    SoftRequirement = 6,
}
