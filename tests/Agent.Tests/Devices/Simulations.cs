using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.Agent.Tests.Devices;

/// <summary>Simulated hypervisors to test with.</summary>
internal static class Simulations
{
    public static SimulatedMshvDevice Genoa(SimulatedFaults? faults = null) => Of("genoa", faults);

    public static SimulatedMshvDevice NeoverseN2(SimulatedFaults? faults = null) => Of("neoverse-n2", faults);

    public static SimulatedMshvDevice For(Architecture architecture) =>
        architecture == Architecture.X86_64 ? Genoa() : NeoverseN2();

    public static FeatureSet SupportedBy(string profile) => Profile.Find(profile)!.Supported;

    private static SimulatedMshvDevice Of(string profile, SimulatedFaults? faults) =>
        new(SimulatedProcessor.From(Profile.Find(profile)!), faults);
}
