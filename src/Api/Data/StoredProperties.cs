using Levelset.Core.Features;

namespace Levelset.Api.Data;

/// <summary>The scalar properties that verdicts depend on; null = not reported.</summary>
public sealed class StoredProperties
{
    /// <summary>Bits.</summary>
    public uint? PhysicalAddressWidth { get; set; }

    /// <summary>Bytes.</summary>
    public uint? CacheLineFlushSize { get; set; }

    /// <summary>XCR0-style mask.</summary>
    public ulong? XsaveStates { get; set; }

    /// <summary>Bytes.</summary>
    public uint? MaxXsaveDataSize { get; set; }

    /// <summary>Enable polarity; zero is a value.</summary>
    public ulong? SyntheticFeatures { get; set; }

    /// <summary>The stored form, without the clock.</summary>
    public static StoredProperties From(CompatibilityProperties properties) =>
        new()
        {
            PhysicalAddressWidth = properties.PhysicalAddressWidth,
            CacheLineFlushSize = properties.CacheLineFlushSize,
            XsaveStates = properties.XsaveStates,
            MaxXsaveDataSize = properties.MaxXsaveDataSize,
            SyntheticFeatures = properties.SyntheticFeatures,
        };

    public CompatibilityProperties ToValue(ulong? clock = null) =>
        new(PhysicalAddressWidth, CacheLineFlushSize, XsaveStates, MaxXsaveDataSize, clock, SyntheticFeatures);
}
