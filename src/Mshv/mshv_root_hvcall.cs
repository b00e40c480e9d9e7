using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct mshv_root_hvcall of include/uapi/linux/mshv.h: 32 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct mshv_root_hvcall
{
    /// <summary>The hypercall.</summary>
    [FieldOffset(0)]
    public ushort code;

    /// <summary>0 for a simple hypercall.</summary>
    [FieldOffset(2)]
    public ushort reps;

    /// <summary>Bytes at in_ptr: 8 to 4096.</summary>
    [FieldOffset(4)]
    public ushort in_sz;

    /// <summary>Bytes at out_ptr.</summary>
    [FieldOffset(6)]
    public ushort out_sz;

    /// <summary>The hypervisor's status. Must be 0 on entry, or the kernel returns EINVAL.</summary>
    [FieldOffset(8)]
    public ushort status;

    /// <summary>Zero.</summary>
    [FieldOffset(10)]
    public u8_6 rsvd;

    /// <summary>Address of the input; the kernel overwrites its first eight bytes with the partition's id.</summary>
    [FieldOffset(16)]
    public ulong in_ptr;

    /// <summary>Address of the output.</summary>
    [FieldOffset(24)]
    public ulong out_ptr;
}
