using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>One thing to know of a pool.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Feature">The feature, where there is one.</param>
/// <param name="Requires">What it should have beside it; null unless the kind is <see cref="PoolAdvisoryKind.SoftRequirement"/>.</param>
/// <param name="Subject">The property's contract name, or the choice; empty where there is none.</param>
/// <param name="Groups">Who, by what they have.</param>
public sealed record PoolAdvisory(
    PoolAdvisoryKind Kind,
    FeatureBit? Feature,
    FeatureBit? Requires,
    string Subject,
    ImmutableArray<PoolAdvisory.Group> Groups)
{
    /// <summary>Members that have the same.</summary>
    /// <param name="Value">What they have: a number, a feature's name, "0" or "1", "none", or "not reported".</param>
    /// <param name="Sources">Who.</param>
    public sealed record Group(string Value, ImmutableArray<string> Sources);
}
