using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>One entry of the catalogue.</summary>
/// <param name="Bit">The position.</param>
/// <param name="Name">The name in the field's header, such as "avx512_bw"; unique within an architecture.</param>
/// <param name="Kind">What the bit means for a pool.</param>
/// <param name="Description">One line of text.</param>
/// <param name="MustStayEnabled">Partition creation fails without it.</param>
public sealed record FeatureDefinition(
    FeatureBit Bit,
    string Name,
    FeatureKind Kind,
    string Description = "",
    bool MustStayEnabled = false)
{
    /// <summary>
    /// Where the processor announces it; any one suffices, for vendors enumerate one thing in several places. Empty where no
    /// register tells.
    /// </summary>
    public ImmutableArray<FeatureSource> Sources { get; init; } = [];

    /// <summary>What it belongs to, as text; "" where its meaning is not public.</summary>
    public string Family { get; init; } = "";

    /// <summary>How sure the sources are.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>What else to know: changes of meaning, traps. Empty where there is nothing.</summary>
    public string Note { get; init; } = "";
}
