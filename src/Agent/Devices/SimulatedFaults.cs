using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Devices;

/// <summary>Faults of a simulated hypervisor, to test the checks that protect against a real one's.</summary>
/// <param name="Distort">Changes the feature set that a partition gets.</param>
/// <param name="ReadsNeedInitialize">Whether properties of a partition can be read only once it is active.</param>
internal sealed record SimulatedFaults(Func<FeatureSet, FeatureSet> Distort, bool ReadsNeedInitialize = false)
{
    /// <summary>Changes the value that an early property is set to.</summary>
    public Func<EarlyProperty, ulong> DistortEarly { get; init; } = property => property.Value;

    /// <summary>Which create structs the simulated kernel accepts.</summary>
    public KernelRules Kernel { get; init; } = KernelRules.Linux70;

    /// <summary>No faults.</summary>
    public static SimulatedFaults None { get; } = new(set => set);
}
