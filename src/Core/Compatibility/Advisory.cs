using System.Globalization;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>What a caller should know of a move although it blocks nothing.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Partition">The partition's side; empty where there is none.</param>
/// <param name="Host">The host's side; empty where there is none.</param>
public sealed record Advisory(AdvisoryKind Kind, string Partition = "", string Host = "")
{
    /// <summary>The feature; null where it is not about one.</summary>
    public FeatureBit? Feature { get; init; }

    /// <summary>The other feature: of the choice of one, or the one required; null where there is none.</summary>
    public FeatureBit? Other { get; init; }

    /// <summary>The property's field name in the contract, or the feature word's name; null where it is not about one.</summary>
    public string? Property { get; init; }

    /// <summary>The advisory about two clocks in Hz; null when they agree or one is not reported.</summary>
    public static Advisory? OfClocks(ulong? partition, ulong? host) =>
        partition is { } was && host is { } willBe && was != willBe
            ? new Advisory(
                AdvisoryKind.ClockDiffers,
                was.ToString(CultureInfo.InvariantCulture),
                willBe.ToString(CultureInfo.InvariantCulture))
            {
                Property = "processor_clock_frequency",
            }
            : null;
}
