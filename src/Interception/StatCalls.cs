using System.Runtime.InteropServices;
using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>The status of a file as the kernel lays it out for this architecture.</summary>
public static unsafe class StatCalls
{
    private const int AT_FDCWD = -100;
    private const uint STATX_BASIC_STATS = 0x7FF;
    private const int StatxSize = 256;
    private const int StatxMode = 28;

    // struct stat of asm/stat.h: st_mode follows st_nlink on x86_64, st_ino elsewhere.
    private static readonly (int Size, int Mode) Layout =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (144, 24) : (128, 16);

    /// <summary>struct stat, and where its st_mode is.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static (byte[] Bytes, int ModeOffset) Stat(string path) =>
        (Call("newfstatat", path, Layout.Size, static (file, buffer) =>
            LibC.syscall(SystemCallTable.Current.Newfstatat, AT_FDCWD, file, buffer)), Layout.Mode);

    /// <summary>struct statx, and where its stx_mode (16 bits) is.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static (byte[] Bytes, int ModeOffset) Statx(string path) =>
        (Call("statx", path, StatxSize, static (file, buffer) =>
            LibC.syscall(SystemCallTable.Current.Statx, AT_FDCWD, file, 0, (nint)STATX_BASIC_STATS, buffer)), StatxMode);

    private static byte[] Call(string name, string path, int size, Func<nint, nint, nint> call)
    {
        var bytes = new byte[size];
        var file = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            // SAFETY: the kernel writes one struct, for which the pinned array is as long as the architecture's ABI says.
            fixed (byte* buffer = bytes)
            {
                return call(file, (nint)buffer) == 0
                    ? bytes
                    : throw new SystemCallException($"{name} {path}", LibC.LastErrno);
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem(file);
        }
    }
}
