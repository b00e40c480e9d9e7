using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>
/// A processor with an immunity has nothing left that a mitigation would protect from. A mitigation may guard against several
/// hazards, each with a fact of its own; it is dispensable only where every one of them holds.
/// </summary>
/// <param name="Mitigation">The mitigation, such as mb_clear.</param>
/// <param name="Immunity">What promises that the hazard is absent, such as mbs_no.</param>
/// <param name="With">The hazard exists only where this is offered; null = everywhere.</param>
/// <param name="Hazard">The hazard's name.</param>
/// <param name="Source">Who states the fact.</param>
public sealed record ImmunityFact(
    FeatureBit Mitigation,
    FeatureBit Immunity,
    FeatureBit? With,
    string Hazard,
    string Source = "");
