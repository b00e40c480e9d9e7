using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>fcntl.h.</summary>
internal static unsafe partial class LibC
{
    public const int F_SETFD = 2;
    public const int FD_CLOEXEC = 1;

    // Variadic in C, as open is; see there.
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(SafeHandle fd, int command, int argument);
}
