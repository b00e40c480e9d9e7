using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct pollfd of poll.h: 8 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct pollfd
{
    [FieldOffset(0)]
    public int fd;

    /// <summary>POLL* to wait for.</summary>
    [FieldOffset(4)]
    public short events;

    /// <summary>POLL* that occurred.</summary>
    [FieldOffset(6)]
    public short revents;
}
