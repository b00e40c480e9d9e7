using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct seccomp_notif of linux/seccomp.h: 80 bytes. Must be zero before each receive.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
public struct seccomp_notif
{
    /// <summary>Of this notification.</summary>
    [FieldOffset(0)]
    public ulong id;

    /// <summary>The thread that made the call.</summary>
    [FieldOffset(8)]
    public uint pid;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint flags;

    [FieldOffset(16)]
    public seccomp_data data;
}
