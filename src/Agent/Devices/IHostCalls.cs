using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>The calls to the kernel that <see cref="HostPropertySource"/> tries.</summary>
internal interface IHostCalls
{
    /// <summary>HVCALL_GET_PARTITION_PROPERTY on the device: the root partition's.</summary>
    /// <exception cref="MshvException">ENOTTY before Linux 6.19.</exception>
    ulong GetDeviceProperty(HvPartitionPropertyCode code);

    /// <summary>HVCALL_GET_PARTITION_PROPERTY_EX on the device: all banks.</summary>
    /// <exception cref="MshvException">ENOTTY before Linux 6.19.</exception>
    IReadOnlyList<ulong> GetDevicePropertyEx(HvPartitionPropertyCode code);

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY. Hands back no status of the hypervisor.</summary>
    /// <exception cref="MshvException">ENOTTY on mainline.</exception>
    ulong GetHostPartitionProperty(HvPartitionPropertyCode code);

    /// <summary>A partition of the v1 struct with no flags.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    IMshvPartition CreateV1Partition();

    /// <summary>A partition of the v2 struct with no other flag and nothing disabled.</summary>
    /// <exception cref="MshvException">EINVAL from Linux 6.15 to 6.18.</exception>
    IMshvPartition CreateOpenV2Partition();
}
