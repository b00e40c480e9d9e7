using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>
/// What the contributing members of one kind offer. Cost grows with distinct contributions, so members of one fingerprint are
/// given once.
/// </summary>
/// <param name="Source">Names who offers it, such as a fingerprint or a host; comes back in reasons.</param>
/// <param name="Supported">S(h).</param>
public sealed record Contribution(string Source, FeatureSet Supported);
