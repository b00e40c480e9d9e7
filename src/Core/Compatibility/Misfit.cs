using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>One reason why a host does not fit.</summary>
/// <param name="Kind">The kind of difference.</param>
/// <param name="Expected">What is needed.</param>
/// <param name="Actual">What is there.</param>
/// <param name="Feature">The feature; null unless the kind is <see cref="MisfitKind.FeatureMissing"/>.</param>
/// <param name="Property">The contract's field name; null unless the kind is <see cref="MisfitKind.PropertyDiffers"/>.</param>
public sealed record Misfit(
    MisfitKind Kind,
    string Expected,
    string Actual,
    FeatureBit? Feature = null,
    string? Property = null);
