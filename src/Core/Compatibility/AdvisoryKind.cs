namespace Levelset.Core.Compatibility;

/// <summary>What a caller should know of a move although it blocks nothing. Values equal those of the gRPC enum.</summary>
public enum AdvisoryKind
{
    /// <summary>The processor clock is another.</summary>
    ClockDiffers = 1,

    /// <summary>The host does not report a feature word; it counts as all zeros.</summary>
    WordNotReported = 2,

    /// <summary>The host does not report a property that the partition has; it is not compared.</summary>
    PropertyNotReported = 3,

    /// <summary>The host has another value of a choice of one.</summary>
    ChoiceDiffers = 4,

    /// <summary>A bit that cannot be hidden differs: the processor behaves otherwise than the guest was told.</summary>
    InvertedDiffers = 5,

    /// <summary>A waiver leaves the feature out.</summary>
    Waived = 6,

    /// <summary>A waiver has nothing to waive on this host; the feature stays.</summary>
    WaiverUnused = 7,

    /// <summary>A feature stays without another that it should have.</summary>
    SoftRequirement = 8,

    /// <summary>The rule of the target pool's baseline is waived.</summary>
    PoolWaived = 9,
}
