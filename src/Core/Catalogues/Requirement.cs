using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>A feature that makes no sense without another.</summary>
/// <param name="Feature">The feature that needs.</param>
/// <param name="Requires">The feature that is needed.</param>
/// <param name="Strength">Whether the rule takes part in closure.</param>
/// <param name="Source">Who states the rule.</param>
public sealed record Requirement(FeatureBit Feature, FeatureBit Requires, RequirementStrength Strength, string Source = "");
