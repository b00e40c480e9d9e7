using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>A pool that a partition would enter by a move.</summary>
/// <param name="Name">Its name; empty when the host is in no pool.</param>
/// <param name="Baseline">Its baseline with what its members can give together; null where there is none.</param>
public sealed record OtherPool(string Name, CpuCapabilities? Baseline);
