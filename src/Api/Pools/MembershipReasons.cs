using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.Pools;

/// <summary>Why a member does not contribute, as text.</summary>
internal static class MembershipReasons
{
    /// <summary>Every reason, in one line; empty when there is none.</summary>
    /// <param name="found">What stands in the way.</param>
    /// <param name="offer">What the host offers.</param>
    /// <param name="generation">The generation that it was measured by; null for a host that never contributed.</param>
    public static string Describe(IReadOnlyCollection<Incompatibility> found, CpuCapabilities offer, long? generation)
    {
        var catalogue = Catalogue.For(offer.Features.Architecture);
        var reasons = found.Where(one => one.Feature is null)
            .Select(one => IncompatibilityMapping.Describe(one, catalogue))
            .ToList();
        var missing = found.Select(one => one.Feature).OfType<FeatureBit>()
            .Select(catalogue.Named)
            .ToList();
        if (missing.Count > 0)
        {
            reasons.Add(generation is null
                ? $"it does not offer {string.Join(", ", missing)}"
                : $"lost {string.Join(", ", missing)}, which generation {generation} requires");
        }

        return string.Join("; ", reasons);
    }
}
