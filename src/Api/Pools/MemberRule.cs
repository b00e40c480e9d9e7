using Levelset.Api.Data;
using Levelset.Core.Features;
using Levelset.Core.Fitting;

namespace Levelset.Api.Pools;

/// <summary>What a contributing member of a pool must be; null = open, and the first member decides it.</summary>
/// <param name="Architecture">Its architecture.</param>
/// <param name="Vendor">Its processor's maker.</param>
/// <param name="Properties">What the contributors can give together.</param>
internal sealed record MemberRule(Architecture? Architecture, string? Vendor, CompatibilityProperties? Properties)
{
    /// <summary>Why a host does not fit; features are levelled and never stand in the way.</summary>
    public IReadOnlyList<Misfit> Judge(SupportedSet host) =>
        Fit.OfMember(Architecture, Vendor, Properties, PoolLeveling.ToOffer(host));

    /// <summary>The rule where what this one leaves open is as in a baseline; null = stays open.</summary>
    public MemberRule Or(BaselineRow? baseline) =>
        baseline is null
            ? this
            : new(
                Architecture ?? baseline.Features.Architecture,
                Vendor ?? baseline.Vendor,
                Properties ?? baseline.Properties.ToValue());

    /// <summary>The rule for the next host, once this one is a member.</summary>
    public MemberRule With(SupportedSet member) =>
        new(
            member.Features.Architecture,
            member.Vendor,
            Properties?.Intersect(member.Properties.ToValue()) ?? member.Properties.ToValue());
}
