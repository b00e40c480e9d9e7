using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Contracts;

/// <summary>Policies and reasons of a baseline as messages; the numbers of the enums are the same.</summary>
public static class BaselineMapping
{
    /// <summary>A policy; its features by their names in the catalogue.</summary>
    public static V1.PoolPolicy ToWire(this PoolPolicy policy)
    {
        var wire = new V1.PoolPolicy
        {
            Join = (V1.PoolPolicy.Types.Join)policy.Join,
            Drift = (V1.PoolPolicy.Types.Drift)policy.Drift,
            Raise = (V1.PoolPolicy.Types.Raise)policy.Raise,
            ReservedBits = policy.ReservedBits.ToWire(),
        };
        if (policy.Excluded is { } excluded)
        {
            wire.ExcludedFeatures.AddRange(Catalogue.For(excluded.Architecture).NamesOf(excluded));
        }

        if (policy.Floor is { } floor)
        {
            wire.FloorFeatures.AddRange(Catalogue.For(floor.Architecture).NamesOf(floor));
        }

        return wire;
    }

    /// <summary>What becomes of reserved bits.</summary>
    public static V1.PoolPolicy.Types.ReservedBits ToWire(this ReservedBits reserved) => (V1.PoolPolicy.Types.ReservedBits)reserved;

    /// <summary>A feature that the baseline lacks.</summary>
    /// <param name="dropped">With its reason.</param>
    /// <param name="lacking">The hosts that lack it, of which some are named.</param>
    /// <param name="catalogue">Of the baseline's architecture.</param>
    public static V1.DroppedFeature ToWire(this DroppedFeature dropped, V1.HostGroup lacking, Catalogue catalogue) => new()
    {
        Feature = dropped.Feature.ToWire(catalogue),
        Reason = (V1.DropReason)dropped.Reason,
        Hosts = { lacking.Hosts },
        HostCount = lacking.HostCount,
        Requires = dropped.Requires?.ToWire(catalogue),
    };
}
