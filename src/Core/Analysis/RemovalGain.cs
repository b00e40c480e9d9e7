using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>What a pool would gain without the members of one source.</summary>
/// <param name="Source">Who would be removed: all members that offer exactly this.</param>
/// <param name="Level">L of the others.</param>
/// <param name="Gained">The features that it has beyond L of all; empty where only properties change.</param>
public sealed record RemovalGain(string Source, CpuCapabilities Level, FeatureSet Gained);
