using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>sys/stat.h. statx, because its struct is the same on every architecture.</summary>
internal static unsafe partial class LibC
{
    public const int AT_FDCWD = -100;
    public const uint STATX_UID = 0x8;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int dirfd, string path, int flags, uint mask, statx* buffer);
}
