using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>Two ends: when every copy of the one is closed, in whatever process, the other sees the end of its stream.</summary>
internal static unsafe class SocketPair
{
    /// <summary>Makes one; both ends are close-on-exec.</summary>
    /// <exception cref="MshvException">The kernel refused.</exception>
    public static (OwnedDescriptor End, Socket Watched) Create()
    {
        var descriptors = stackalloc int[2];

        // SAFETY: the kernel writes two numbers, for which there is room on this frame.
        return LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, descriptors) == 0
            ? (new OwnedDescriptor(descriptors[0]), new Socket(new SafeSocketHandle(descriptors[1], ownsHandle: true)))
            : throw new MshvException("socketpair", new Errno(Marshal.GetLastPInvokeError()));
    }
}
