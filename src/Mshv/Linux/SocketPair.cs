using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>A connected pair: when every copy of one end is closed, in any process, the other end reads the end of the stream.</summary>
public static unsafe class SocketPair
{
    /// <summary>Creates one; both ends are close-on-exec.</summary>
    /// <exception cref="SystemCallException">socketpair failed.</exception>
    public static (OwnedDescriptor End, Socket Watched) Create()
    {
        var descriptors = stackalloc int[2];

        // SAFETY: the kernel writes two numbers, for which there is room on this frame.
        return LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, descriptors) == 0
            ? (new OwnedDescriptor(descriptors[0]), new Socket(new SafeSocketHandle(descriptors[1], ownsHandle: true)))
            : throw new SystemCallException("socketpair", LibC.LastErrno);
    }
}
