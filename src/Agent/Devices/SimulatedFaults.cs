using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Devices;

/// <summary>How a simulated hypervisor misbehaves, so that the checks against a real one can be seen to work.</summary>
/// <param name="Distort">Turns the set that a partition should get into the one that it does.</param>
/// <param name="ReadsNeedInitialize">Whether properties of a partition can be read only once it is active.</param>
internal sealed record SimulatedFaults(Func<FeatureSet, FeatureSet> Distort, bool ReadsNeedInitialize = false)
{
    /// <summary>Turns the value that an early property is set to into the one that is kept.</summary>
    public Func<EarlyProperty, ulong> DistortEarly { get; init; } = property => property.Value;

    /// <summary>What the simulated kernel knows of the create struct.</summary>
    public KernelRules Kernel { get; init; } = KernelRules.Linux70;

    /// <summary>It behaves.</summary>
    public static SimulatedFaults None { get; } = new(set => set);
}
