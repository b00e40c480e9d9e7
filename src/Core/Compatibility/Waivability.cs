using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>Why a caller may waive a blocker.</summary>
/// <param name="Because">The rule.</param>
/// <param name="Immunities">What the host offers that makes the feature dispensable there; empty for the other rules.</param>
public sealed record Waivability(WaiverRule Because, ImmutableArray<FeatureBit> Immunities)
{
    /// <summary>By the words of the caller, as a whole and not by feature.</summary>
    public static Waivability InWords { get; } = new(WaiverRule.InWords, []);

    private static readonly Waivability HostOnly = new(WaiverRule.HostOnly, []);

    /// <summary>Whether a feature may be left out on a host; null = no.</summary>
    public static Waivability? Of(FeatureBit feature, FeatureSet host, Catalogue catalogue)
    {
        var kind = catalogue.KindOf(feature);
        if (kind != FeatureKind.Mitigation)
        {
            return kind == FeatureKind.HostOnly ? HostOnly : null;
        }

        var facts = catalogue.Immunities
            .Where(fact => fact.Mitigation == feature && (fact.With is not { } with || host.Contains(with)))
            .Select(fact => fact.Immunity)
            .ToImmutableArray();
        return facts.Length > 0 && facts.All(host.Contains)
            ? new Waivability(WaiverRule.Immune, facts)
            : null;
    }
}
