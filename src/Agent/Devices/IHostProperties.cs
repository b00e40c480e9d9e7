using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>One reading of the host's properties. Disposing it closes what was opened for it.</summary>
internal interface IHostProperties : IDisposable
{
    ProbeMethod Method { get; }

    /// <summary>The processor's vendor, as CPUID or the hypervisor names it.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    /// <exception cref="AgentException">The hypervisor answers a code that is not known.</exception>
    string ReadVendor();

    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    ulong Read(HvPartitionPropertyCode code);

    /// <summary>Bank 0 of a banked (EX) property; null where this method cannot read it, or there is no bank.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    ulong? ReadBank0(HvPartitionPropertyCode code);
}
