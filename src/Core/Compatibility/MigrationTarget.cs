using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>A host that is to take a partition.</summary>
/// <param name="Capabilities">Its processor's vendor, S(t) and its properties; null before its first report.</param>
/// <param name="Simulated">Whether its hypervisor is simulated.</param>
public sealed record MigrationTarget(CpuCapabilities? Capabilities, bool Simulated = false)
{
    /// <summary>Everything that keeps it from being a target now, each by <see cref="HostNotReady"/>.</summary>
    public ImmutableArray<Incompatibility> NotReady { get; init; } = [];

    /// <summary>
    /// The pool that the partition would enter: the host's, where the move leads out of the partition's own pool and the pool of
    /// its host. Empty when the host is in no pool; null when the move leads nowhere else.
    /// </summary>
    public string? OtherPool { get; init; }

    /// <summary>The baseline of <see cref="OtherPool"/>, with what its members can give together; null where there is none.</summary>
    public CpuCapabilities? OtherPoolBaseline { get; init; }

    /// <summary>The feature words that could not be read on it.</summary>
    public ImmutableArray<FeatureWord> UnreportedWords { get; init; } = [];

    /// <summary>One thing that keeps a host from being a target.</summary>
    /// <param name="state">The state's name in the contract, such as "SILENT", or "CORDONED".</param>
    /// <param name="reason">For people.</param>
    public static Incompatibility HostNotReady(string state, string reason) =>
        new(IncompatibilityKind.HostNotReady, "READY", state) { Detail = reason };
}
