using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct seccomp_notif_addfd of linux/seccomp.h: 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct seccomp_notif_addfd
{
    /// <summary>Of the notification.</summary>
    [FieldOffset(0)]
    public ulong id;

    /// <summary>SECCOMP_ADDFD_FLAG_*.</summary>
    [FieldOffset(8)]
    public uint flags;

    /// <summary>The interceptor's descriptor.</summary>
    [FieldOffset(12)]
    public uint srcfd;

    /// <summary>Its number in the target, with SECCOMP_ADDFD_FLAG_SETFD; else 0.</summary>
    [FieldOffset(16)]
    public uint newfd;

    /// <summary>O_CLOEXEC or 0.</summary>
    [FieldOffset(20)]
    public uint newfd_flags;
}
