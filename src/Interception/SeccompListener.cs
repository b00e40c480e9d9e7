using System.Runtime.InteropServices;
using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>The interceptor's side of seccomp user notification.</summary>
public sealed unsafe class SeccompListener(SeccompListenerHandle handle) : IDisposable
{
    /// <summary>Duplicates the listener of the process that installed the filter.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static SeccompListener TakeFrom(int process, int descriptor)
    {
        // The process was started by this one, and waits.
        var calls = SystemCallTable.Current;
        using var pidfd = new OwnedDescriptor(Check("pidfd_open", (int)LibC.syscall(calls.PidfdOpen, process)));
        var taken = (int)LibC.syscall(calls.PidfdGetfd, pidfd.Number, descriptor);
        return new SeccompListener(new SeccompListenerHandle(Check("pidfd_getfd", taken)));
    }

    /// <summary>Waits for a call; null when no filtered process is left.</summary>
    public seccomp_notif? Receive()
    {
        while (true)
        {
            // SAFETY: the entry is on this frame, and whoever calls holds this object.
            var waited = new pollfd { fd = (int)handle.DangerousGetHandle(), events = LibC.POLLIN };
            if (LibC.poll(&waited, 1, -1) < 0)
            {
                // A signal.
                continue;
            }

            if ((waited.revents & LibC.POLLHUP) != 0)
            {
                return null;
            }

            // The kernel demands zeros.
            var notification = default(seccomp_notif);
            if (LibC.ioctl(handle, Seccomp.SECCOMP_IOCTL_NOTIF_RECV, &notification) == 0)
            {
                return notification;
            }

            // ENOENT: the caller was killed before its call could be received. EINTR: a signal of this process.
            var errno = LibC.LastErrno;
            if (errno != Errno.ENOENT && errno != Errno.EINTR)
            {
                throw new SystemCallException(nameof(Seccomp.SECCOMP_IOCTL_NOTIF_RECV), errno);
            }
        }
    }

    /// <summary>Whether the caller still waits, so that what was read of its memory and descriptors was its own.</summary>
    public bool IsValid(ulong id) => LibC.ioctl(handle, Seccomp.SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;

    /// <summary>Lets the kernel execute the call.</summary>
    public void Continue(ulong id) => Send(new seccomp_notif_resp { id = id, flags = Seccomp.SECCOMP_USER_NOTIF_FLAG_CONTINUE });

    public void Return(ulong id, long value) => Send(new seccomp_notif_resp { id = id, val = value });

    public void Fail(ulong id, Errno errno) => Send(new seccomp_notif_resp { id = id, error = -errno.Number });

    /// <summary>
    /// The call returns a duplicate of <paramref name="source"/>; or it fails, with EMFILE where the caller's own limit is
    /// reached.
    /// </summary>
    public void ReturnDescriptor(ulong id, SafeHandle source, bool closeOnExec)
    {
        var request = new seccomp_notif_addfd
        {
            id = id,
            flags = Seccomp.SECCOMP_ADDFD_FLAG_SEND,
            srcfd = (uint)source.DangerousGetHandle(),
            newfd_flags = closeOnExec ? (uint)LibC.O_CLOEXEC : 0,
        };

        // SAFETY: the request is on this frame, and the caller holds the source.
        if (LibC.ioctl(handle, Seccomp.SECCOMP_IOCTL_NOTIF_ADDFD, &request) < 0)
        {
            Fail(id, LibC.LastErrno);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    // ENOENT: the caller has ended, and needs no answer.
    private void Send(seccomp_notif_resp response)
    {
        if (LibC.ioctl(handle, Seccomp.SECCOMP_IOCTL_NOTIF_SEND, &response) < 0
            && LibC.LastErrno is var errno && errno != Errno.ENOENT)
        {
            throw new SystemCallException(nameof(Seccomp.SECCOMP_IOCTL_NOTIF_SEND), errno);
        }
    }

    private static int Check(string call, int result) =>
        result >= 0 ? result : throw new SystemCallException(call, LibC.LastErrno);
}
