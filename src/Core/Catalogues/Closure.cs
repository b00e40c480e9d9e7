using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Removes features whose required features are not there. Closure only ever removes.</summary>
/// <param name="Features">What is left: closed under hard requirements.</param>
/// <param name="Removed">What fell, and the first missing requirement that made it fall.</param>
public sealed record Closure(FeatureSet Features, ImmutableArray<Requirement> Removed)
{
    /// <summary>The closure of a set.</summary>
    public static Closure Of(FeatureSet set, Catalogue catalogue)
    {
        var removed = ImmutableArray.CreateBuilder<Requirement>();
        var left = set;

        // The catalogue orders requirements, so that one pass reaches the fixed point.
        foreach (var requirement in catalogue.Requirements)
        {
            if (requirement.Strength == RequirementStrength.Hard
                && left.Contains(requirement.Feature)
                && !left.Contains(requirement.Requires))
            {
                removed.Add(requirement);
                left = left.Except(FeatureSet.Of(left.Architecture, [requirement.Feature]));
            }
        }

        return new Closure(left, removed.ToImmutable());
    }

    /// <summary>A set with everything that it requires, however far: the least set that holds it and is closed.</summary>
    public static FeatureSet Upwards(FeatureSet set, Catalogue catalogue)
    {
        var needed = set;

        // What is required comes before what requires it, so that one pass from the end reaches the fixed point.
        foreach (var requirement in catalogue.Requirements.Reverse())
        {
            if (requirement.Strength == RequirementStrength.Hard && needed.Contains(requirement.Feature))
            {
                needed = needed.Union(FeatureSet.Of(needed.Architecture, [requirement.Requires]));
            }
        }

        return needed;
    }
}
