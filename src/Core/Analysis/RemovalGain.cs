using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>What a pool would gain without the members of one source.</summary>
/// <param name="Source">Who would be removed: all members that offer exactly this.</param>
/// <param name="Level">L of the others.</param>
/// <param name="Gained">What that has beyond L of all; empty where only properties change.</param>
/// <param name="Properties">What the others can give together.</param>
public sealed record RemovalGain(string Source, FeatureSet Level, FeatureSet Gained, CompatibilityProperties Properties);
