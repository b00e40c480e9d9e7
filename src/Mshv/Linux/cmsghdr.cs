using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct cmsghdr of 64-bit Linux: 16 bytes, and then the data. Each is padded to 8 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct cmsghdr
{
    /// <summary>Bytes with this header, without padding.</summary>
    [FieldOffset(0)]
    public nuint cmsg_len;

    [FieldOffset(8)]
    public int cmsg_level;

    [FieldOffset(12)]
    public int cmsg_type;
}
