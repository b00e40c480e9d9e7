using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>What a host must be to contribute to a pool. What is null is open, and the first member decides it.</summary>
/// <param name="Policy">The pool's.</param>
/// <param name="Architecture">Of the other contributors, or fixed.</param>
/// <param name="Vendor">Of the other contributors, or fixed.</param>
/// <param name="Properties">What the other contributors can give together.</param>
public sealed record MemberRule(
    PoolPolicy Policy,
    Architecture? Architecture,
    string? Vendor,
    CompatibilityProperties? Properties)
{
    /// <summary>The rule of a pool with these contributors.</summary>
    public static MemberRule Of(PoolPolicy policy, PoolIdentity identity, IEnumerable<CpuCapabilities> contributors) =>
        contributors.Aggregate(
            new MemberRule(policy, identity.Architecture ?? policy.Excluded?.Architecture ?? policy.Floor?.Architecture, identity.Vendor, null),
            (rule, member) => rule.With(member));

    /// <summary>The rule for the next host, once this one contributes.</summary>
    public MemberRule With(CpuCapabilities member) => this with
    {
        Architecture = member.Features.Architecture,
        Vendor = member.Vendor,
        Properties = Properties?.Intersect(member.Properties) ?? member.Properties,
    };

    /// <summary>The rule where what this one leaves open is as in a baseline.</summary>
    public MemberRule WithDefaults(CpuCapabilities? baseline) => baseline is null
        ? this
        : this with
        {
            Architecture = Architecture ?? baseline.Features.Architecture,
            Vendor = Vendor ?? baseline.Vendor,
            Properties = Properties ?? baseline.Properties,
        };

    /// <summary>Why a host cannot join; empty when it can.</summary>
    /// <param name="host">What it offers.</param>
    /// <param name="baseline">The baseline in force; null = none.</param>
    public ImmutableArray<Incompatibility> CheckJoining(CpuCapabilities host, CpuCapabilities? baseline) =>
        Check(host, Policy.Join == JoinPolicy.Reject ? baseline : null);

    /// <summary>Why a host that has contributed must be quarantined; empty when it need not be.</summary>
    /// <param name="host">What it offers now.</param>
    /// <param name="baseline">The baseline in force, or the last one that was; null = there was none.</param>
    public ImmutableArray<Incompatibility> CheckMember(CpuCapabilities host, CpuCapabilities? baseline) =>
        Check(host, Policy.Drift == DriftPolicy.Quarantine ? baseline : null);

    private ImmutableArray<Incompatibility> Check(CpuCapabilities host, CpuCapabilities? baseline) =>
    [
        .. CompatibilityCheck.OfMember(Architecture, Vendor, Properties, host),
        .. Missing(host.Features, baseline?.Features).Select(Incompatibility.Missing),
        .. baseline?.Features.Architecture == host.Features.Architecture
            ? Synthetic(host.Properties.SyntheticFeatures, baseline.Properties.SyntheticFeatures)
            : [],
    ];

    // One more word of the baseline: what it gives, each contributor must be able to give.
    private static IEnumerable<Incompatibility> Synthetic(ulong? offered, ulong? needed)
    {
        if (needed is { } all && (offered & all) != all)
        {
            yield return Incompatibility.OfProperty(
                "synthetic_features",
                "all of " + FeatureSetText.ToHex(all),
                offered is { } some ? FeatureSetText.ToHex(some) : "not reported");
        }
    }

    private IEnumerable<FeatureBit> Missing(FeatureSet offered, FeatureSet? baseline)
    {
        var architecture = offered.Architecture;
        var needed = FeatureSet.Empty(architecture);
        if (baseline?.Architecture == architecture)
        {
            needed = needed.Union(baseline);
        }

        if (Policy.Floor is { } floor && floor.Architecture == architecture)
        {
            needed = needed.Union(Closure.Upwards(floor, Catalogue.For(architecture)));
        }

        return needed.Except(offered).Bits();
    }
}
