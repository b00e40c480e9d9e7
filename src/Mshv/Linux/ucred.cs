using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct ucred: 12 bytes. The process and user at the other end of a Unix socket when it connected.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
public struct ucred
{
    [FieldOffset(0)]
    public int pid;

    [FieldOffset(4)]
    public uint uid;

    [FieldOffset(8)]
    public uint gid;
}
