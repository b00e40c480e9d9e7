namespace Levelset.Core.Features;

/// <summary>
/// What a partition's mobility depends on beside the feature words. A null member was not reported, which is not the same as
/// zero.
/// </summary>
/// <param name="PhysicalAddressWidth">Guest-physical address width in bits (property 0x00060006).</param>
/// <param name="CacheLineFlushSize">Bytes that CLFLUSH acts on (property 0x00060003 counts 8-byte units).</param>
/// <param name="XsaveStates">XCR0-style mask of save-state components (property 0x00060007).</param>
/// <param name="MaxXsaveDataSize">Bytes of the largest save area (property 0x00060008).</param>
/// <param name="ProcessorClockFrequency">Hz (property 0x00060009). Advisory only.</param>
/// <param name="SyntheticFeatures">
/// SYNTHETIC_PROC_FEATURES (property 0x00010001), enable polarity: of a host, which of them a partition may be given; of a
/// baseline or a partition, which it gives or has. Zero is a value.
/// </param>
public sealed record CompatibilityProperties(
    uint? PhysicalAddressWidth = null,
    uint? CacheLineFlushSize = null,
    ulong? XsaveStates = null,
    uint? MaxXsaveDataSize = null,
    ulong? ProcessorClockFrequency = null,
    ulong? SyntheticFeatures = null)
{
    /// <summary>Nothing was reported.</summary>
    public static CompatibilityProperties None { get; } = new();

    /// <summary>
    /// The properties that two hosts can both give: the narrower address, the smaller area, the common states, the slower
    /// clock. A property that one of them does not report is taken from the other: it bounds nothing. Synthetic features are
    /// set for a partition, and cannot be where one of them does not report them: then they are not reported for both.
    /// </summary>
    public CompatibilityProperties Intersect(CompatibilityProperties other) =>
        new(
            Combine(PhysicalAddressWidth, other.PhysicalAddressWidth, Math.Min),
            Combine(CacheLineFlushSize, other.CacheLineFlushSize, Math.Min),
            Combine(XsaveStates, other.XsaveStates, static (a, b) => a & b),
            Combine(MaxXsaveDataSize, other.MaxXsaveDataSize, Math.Min),
            Combine(ProcessorClockFrequency, other.ProcessorClockFrequency, Math.Min),
            SyntheticFeatures & other.SyntheticFeatures);

    private static T? Combine<T>(T? left, T? right, Func<T, T, T> both)
        where T : struct =>
        left is { } l && right is { } r ? both(l, r) : left ?? right;
}
