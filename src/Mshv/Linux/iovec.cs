using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>struct iovec of sys/uio.h: 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct iovec
{
    /// <summary>Address, in the process that the call names.</summary>
    [FieldOffset(0)]
    public ulong iov_base;

    /// <summary>Bytes.</summary>
    [FieldOffset(8)]
    public ulong iov_len;
}
