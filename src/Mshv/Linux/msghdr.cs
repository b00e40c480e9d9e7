using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct msghdr of 64-bit Linux: 56 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct msghdr
{
    /// <summary>Null on a connected socket.</summary>
    [FieldOffset(0)]
    public void* msg_name;

    [FieldOffset(8)]
    public uint msg_namelen;

    [FieldOffset(16)]
    public iovec* msg_iov;

    [FieldOffset(24)]
    public nuint msg_iovlen;

    /// <summary>Ancillary data: <see cref="cmsghdr"/>s.</summary>
    [FieldOffset(32)]
    public void* msg_control;

    /// <summary>Its bytes; on return, how many of them are used.</summary>
    [FieldOffset(40)]
    public nuint msg_controllen;

    /// <summary>On return: MSG_CTRUNC when ancillary data did not fit.</summary>
    [FieldOffset(48)]
    public int msg_flags;
}
