using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

#pragma warning disable CS8981 // The C library's name.

/// <summary>struct timespec of time.h, as 64-bit Linux has it: 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct timespec
{
    /// <summary>Whole seconds.</summary>
    [FieldOffset(0)]
    public long tv_sec;

    /// <summary>0 to 999,999,999.</summary>
    [FieldOffset(8)]
    public long tv_nsec;
}
