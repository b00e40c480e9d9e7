using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>time.h.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Does not count while the machine sleeps.</summary>
    public const int CLOCK_MONOTONIC = 1;

    /// <summary>Counts while the machine sleeps, too.</summary>
    public const int CLOCK_BOOTTIME = 7;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int clock_gettime(int clockid, timespec* tp);
}
