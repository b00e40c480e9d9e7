namespace Levelset.Mshv;

/// <summary>
/// ioctl numbers of include/uapi/linux/mshv.h: the same on x86_64 and arm64. They repeat across kinds of descriptor: 0xB800
/// means INITIALIZE only on a partition's.
/// </summary>
public static class MshvIoctl
{
    /// <summary>
    /// On /dev/mshv. Encodes the size of the v1 struct (16) even when a v2 struct is passed; pt_flags bit 3 makes the kernel
    /// read all 64 bytes. The number computed from the v2 size is unknown to every kernel.
    /// </summary>
    public const uint MSHV_CREATE_PARTITION = 0x4010B800;

    /// <summary>On a partition; no argument.</summary>
    public const uint MSHV_INITIALIZE_PARTITION = 0x0000B800;

    /// <summary>On a partition: a <see cref="mshv_create_vp"/>; returns a descriptor, which keeps the partition open.</summary>
    public const uint MSHV_CREATE_VP = 0x4004B801;

    /// <summary>On a partition and a VP, and since Linux 6.19 on /dev/mshv: a <see cref="mshv_root_hvcall"/>.</summary>
    public const uint MSHV_ROOT_HVCALL = 0xC020B807;

    /// <summary>On /dev/mshv of Microsoft's own kernel: a <see cref="mshv_partition_property"/>. Mainline returns ENOTTY.</summary>
    public const uint MSHV_GET_HOST_PARTITION_PROPERTY = 0xC010B801;

    /// <summary>On a partition of Microsoft's own kernel: a <see cref="mshv_partition_property"/>.</summary>
    public const uint MSHV_SET_PARTITION_PROPERTY = 0x4010B8F2;

    /// <summary>On a partition of Microsoft's own kernel: a <see cref="mshv_partition_property"/>.</summary>
    public const uint MSHV_GET_PARTITION_PROPERTY = 0xC010B8F3;
}
