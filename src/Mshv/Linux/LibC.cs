using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>The functions of the C library that reach the kernel. Each leaves its errno in <see cref="LastErrno"/>.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Of the last call on this thread. To be read at once: anything that runs in between may change it.</summary>
    public static Errno LastErrno => new(Marshal.GetLastPInvokeError());

    public const int O_RDWR = 0x2;
    public const int O_CLOEXEC = 0x80000;

    // open and ioctl are variadic in C. On Linux, x86_64 and arm64 pass integers and pointers to a variadic function as to any
    // other, so that fixed signatures are right.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(SafeHandle fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(nint fd);
}
