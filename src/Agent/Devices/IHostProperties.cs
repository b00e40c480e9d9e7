using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>One reading of what the host offers. Disposing it ends whatever was opened for it.</summary>
internal interface IHostProperties : IDisposable
{
    /// <summary>How the kernel lets it be read.</summary>
    ProbeMethod Method { get; }

    /// <summary>The processor's maker, as CPUID or the hypervisor names it.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    /// <exception cref="AgentException">The hypervisor answers a code that is not known.</exception>
    string ReadVendor();

    /// <summary>One property of the host.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    ulong Read(HvPartitionPropertyCode code);

    /// <summary>Bank 0 of a banked (EX) property; null where this way cannot ask for it, or there is no bank.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    ulong? ReadBank0(HvPartitionPropertyCode code);
}
