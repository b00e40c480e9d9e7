using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.Pools;

/// <summary>Why a member does not contribute, for people.</summary>
internal static class MembershipReasons
{
    /// <summary>Every reason, in one line; empty when there is none.</summary>
    /// <param name="misfits">What stands in the way.</param>
    /// <param name="offer">What the host offers.</param>
    /// <param name="generation">The generation that it was measured by; null for a host that never contributed.</param>
    public static string Describe(IReadOnlyCollection<Misfit> misfits, CpuCapabilities offer, long? generation)
    {
        var catalogue = Catalogue.For(offer.Features.Architecture);
        var reasons = misfits.Where(misfit => misfit.Feature is null)
            .Select(misfit => BlockerMapping.Describe(misfit, catalogue))
            .ToList();
        var missing = misfits.Select(misfit => misfit.Feature).OfType<Core.Features.FeatureBit>()
            .Select(bit => $"{catalogue.NameOf(bit)} ({bit})")
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
