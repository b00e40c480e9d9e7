using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>sys/socket.h: two ends that know each other.</summary>
internal static unsafe partial class LibC
{
    public const int AF_UNIX = 1;
    public const int SOCK_STREAM = 1;
    public const int SOCK_CLOEXEC = 0x80000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* descriptors);
}
