using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>Messages of Unix sockets that carry descriptors, and the credentials of the peer.</summary>
public static unsafe class SocketCalls
{
    // Room for this many in one message; the kernel closes what does not fit and sets MSG_CTRUNC.
    private const int MaxDescriptors = 4;
    private static readonly int HeaderSize = sizeof(cmsghdr);

    /// <summary>The process and user at the other end when it connected (SO_PEERCRED).</summary>
    public static ucred PeerOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[sizeof(ucred)];
        socket.GetRawSocketOption(LibC.SOL_SOCKET, LibC.SO_PEERCRED, credentials);
        return MemoryMarshal.Read<ucred>(credentials);
    }

    /// <summary>
    /// Sends bytes, and with the first of them a duplicate of a descriptor. Waits for room only on a socket of datagrams, for as
    /// long as its send timeout says.
    /// </summary>
    /// <returns>How many bytes were taken.</returns>
    /// <exception cref="IOException">The kernel refused, or the other end does not read.</exception>
    public static int Send(Socket socket, ReadOnlySpan<byte> bytes, SafeHandle? descriptor = null)
    {
        // A handle that is closed meanwhile would let another file's number slip in.
        var held = false;
        descriptor?.DangerousAddRef(ref held);
        try
        {
            var control = stackalloc byte[Space(1)];
            var header = (cmsghdr*)control;
            header->cmsg_len = (nuint)(HeaderSize + sizeof(int));
            header->cmsg_level = LibC.SOL_SOCKET;
            header->cmsg_type = LibC.SCM_RIGHTS;
            *(int*)(control + HeaderSize) = (int)(descriptor?.DangerousGetHandle() ?? -1);

            // SAFETY: the span is pinned for the call; all else is on this frame, which outlives it.
            fixed (byte* data = bytes)
            {
                var part = new iovec { iov_base = (ulong)data, iov_len = (ulong)bytes.Length };
                var message = new msghdr { msg_iov = &part, msg_iovlen = 1 };
                if (descriptor is not null)
                {
                    message.msg_control = control;
                    message.msg_controllen = (nuint)Space(1);
                }

                return Send(socket, &message);
            }
        }
        finally
        {
            if (held)
            {
                descriptor!.DangerousRelease();
            }
        }
    }

    /// <summary>Receives bytes, and the descriptors that came with them, close-on-exec. Does not wait.</summary>
    /// <param name="socket">A socket that has something to read.</param>
    /// <param name="bytes">Where to.</param>
    /// <param name="descriptors">The caller's to close.</param>
    /// <returns>How many bytes; 0 at the end, null when there is nothing yet.</returns>
    /// <exception cref="IOException">The kernel refused, or more than 4 descriptors came with one message.</exception>
    public static int? Receive(Socket socket, Span<byte> bytes, List<OwnedDescriptor> descriptors)
    {
        var control = stackalloc byte[Space(MaxDescriptors)];

        // SAFETY: the span is pinned for the call; all else is on this frame, which outlives it.
        fixed (byte* data = bytes)
        {
            var part = new iovec { iov_base = (ulong)data, iov_len = (ulong)bytes.Length };
            var message = new msghdr
            {
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = (nuint)Space(MaxDescriptors),
            };
            while (true)
            {
                var result = LibC.recvmsg(socket.SafeHandle, &message, LibC.MSG_DONTWAIT | LibC.MSG_CMSG_CLOEXEC);
                var errno = result < 0 ? LibC.LastErrno : Errno.Success;
                if (result >= 0)
                {
                    Collect(&message, descriptors);
                    return (message.msg_flags & LibC.MSG_CTRUNC) == 0
                        ? (int)result
                        : throw new IOException($"more than {MaxDescriptors} descriptors came with one message");
                }

                if (errno == Errno.EAGAIN)
                {
                    return null;
                }

                if (errno != Errno.EINTR)
                {
                    throw new SystemCallException("recvmsg", errno);
                }
            }
        }
    }

    private static int Send(Socket socket, msghdr* message)
    {
        var flags = LibC.MSG_NOSIGNAL | (socket.SocketType == SocketType.Dgram ? 0 : LibC.MSG_DONTWAIT);
        while (true)
        {
            var result = LibC.sendmsg(socket.SafeHandle, message, flags);
            var errno = result < 0 ? LibC.LastErrno : Errno.Success;
            if (result >= 0)
            {
                return (int)result;
            }

            if (errno != Errno.EINTR)
            {
                throw new SystemCallException("sendmsg", errno);
            }
        }
    }

    private static void Collect(msghdr* message, List<OwnedDescriptor> descriptors)
    {
        var at = (byte*)message->msg_control;
        var end = at + message->msg_controllen;
        while (end - at >= HeaderSize)
        {
            var header = (cmsghdr*)at;
            if (header->cmsg_level == LibC.SOL_SOCKET && header->cmsg_type == LibC.SCM_RIGHTS)
            {
                for (var i = 0; i < ((int)header->cmsg_len - HeaderSize) / sizeof(int); i++)
                {
                    descriptors.Add(new OwnedDescriptor(((int*)(at + HeaderSize))[i]));
                }
            }

            at += Align((int)header->cmsg_len);
        }
    }

    private static int Space(int descriptors) => Align(HeaderSize + descriptors * sizeof(int));

    private static int Align(int bytes) => (bytes + 7) & ~7;
}
