using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Devices;

/// <summary>One reference to a partition; disposing the last one deletes it.</summary>
internal interface IMshvPartition : IDisposable
{
    /// <summary>Makes it active; early properties can no longer be set. No effect on an initialized partition.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    void Initialize();

    /// <summary>Sets a property; an early one only before <see cref="Initialize"/>.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    void SetProperty(HvPartitionPropertyCode code, ulong value);

    /// <summary>One property of the partition: what it really got.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    ulong ReadProperty(HvPartitionPropertyCode code);

    /// <summary>The descriptor, which still belongs to the partition; null where the partition is simulated.</summary>
    DescriptorHandle? Descriptor { get; }
}
