using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Orders requirements so that one pass over them is the whole closure.</summary>
internal static class RequirementOrder
{
    /// <summary>What is required comes before what requires it. Soft requirements are ordered last.</summary>
    public static ImmutableArray<Requirement> Sort(IReadOnlyList<Requirement> requirements, Func<FeatureBit, bool> exists)
    {
        foreach (var requirement in requirements)
        {
            if (!exists(requirement.Feature) || !exists(requirement.Requires))
            {
                throw new ArgumentException($"{requirement.Feature} requires {requirement.Requires}: no such position");
            }
        }

        var hard = requirements.Where(requirement => requirement.Strength == RequirementStrength.Hard).ToLookup(r => r.Feature);
        var sorted = ImmutableArray.CreateBuilder<Requirement>(requirements.Count);
        var state = new Dictionary<FeatureBit, bool>();
        foreach (var feature in hard.Select(group => group.Key).Order())
        {
            Visit(feature, hard, state, sorted);
        }

        sorted.AddRange(requirements.Where(requirement => requirement.Strength == RequirementStrength.Soft));
        return sorted.ToImmutable();
    }

    private static void Visit(
        FeatureBit feature,
        ILookup<FeatureBit, Requirement> hard,
        Dictionary<FeatureBit, bool> state,
        ImmutableArray<Requirement>.Builder sorted)
    {
        if (state.TryGetValue(feature, out var done))
        {
            if (!done)
            {
                throw new ArgumentException($"{feature} requires itself");
            }

            return;
        }

        state[feature] = false;
        foreach (var requirement in hard[feature].OrderBy(r => r.Requires))
        {
            Visit(requirement.Requires, hard, state, sorted);
        }

        sorted.AddRange(hard[feature].OrderBy(r => r.Requires));
        state[feature] = true;
    }
}
