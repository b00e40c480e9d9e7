using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>poll.h.</summary>
internal static unsafe partial class LibC
{
    public const short POLLIN = 0x1;
    public const short POLLHUP = 0x10;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(pollfd* descriptors, nuint count, int timeout);
}
