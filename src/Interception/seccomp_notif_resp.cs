using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct seccomp_notif_resp of linux/seccomp.h: 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct seccomp_notif_resp
{
    /// <summary>Of the notification that it answers.</summary>
    [FieldOffset(0)]
    public ulong id;

    /// <summary>What the call returns when error is 0.</summary>
    [FieldOffset(8)]
    public long val;

    /// <summary>A negative errno, or 0.</summary>
    [FieldOffset(16)]
    public int error;

    /// <summary>SECCOMP_USER_NOTIF_FLAG_*.</summary>
    [FieldOffset(20)]
    public uint flags;
}
