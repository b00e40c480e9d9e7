using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct mshv_create_vp of include/uapi/linux/mshv.h: 4 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
public struct mshv_create_vp
{
    /// <summary>Number of the virtual processor.</summary>
    [FieldOffset(0)]
    public uint vp_index;
}
