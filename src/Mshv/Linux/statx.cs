using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct statx of include/uapi/linux/stat.h: 256 bytes on every architecture; the fields that are read here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct statx
{
    /// <summary>Which fields are filled in.</summary>
    [FieldOffset(0)]
    public uint stx_mask;

    [FieldOffset(20)]
    public uint stx_uid;
}
