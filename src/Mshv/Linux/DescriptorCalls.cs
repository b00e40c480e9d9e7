using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>Calls on descriptors of any kind.</summary>
public static unsafe class DescriptorCalls
{
    /// <summary>Sets or clears FD_CLOEXEC: whether execve closes the descriptor.</summary>
    /// <exception cref="SystemCallException">It is not an open descriptor.</exception>
    public static void SetCloseOnExec(SafeHandle descriptor, bool value)
    {
        if (LibC.fcntl(descriptor, LibC.F_SETFD, value ? LibC.FD_CLOEXEC : 0) < 0)
        {
            throw new SystemCallException("fcntl F_SETFD", LibC.LastErrno);
        }
    }

    /// <summary>A pipe, both ends close-on-exec.</summary>
    /// <exception cref="SystemCallException">There are too many descriptors.</exception>
    public static (OwnedDescriptor Read, OwnedDescriptor Write) CreatePipe()
    {
        // SAFETY: room for the two numbers that the kernel writes.
        var ends = stackalloc int[2];
        return LibC.pipe2(ends, LibC.O_CLOEXEC) == 0
            ? (new OwnedDescriptor(ends[0]), new OwnedDescriptor(ends[1]))
            : throw new SystemCallException("pipe2", LibC.LastErrno);
    }

    /// <summary>Waits until every writing end of a pipe is closed; false when that takes longer than the limit.</summary>
    /// <exception cref="SystemCallException">poll failed.</exception>
    public static bool WaitForHangUp(OwnedDescriptor read, TimeSpan limit, TimeProvider time)
    {
        var started = time.GetTimestamp();
        while (limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            // SAFETY: one struct of this frame; the handle is alive as long as the caller's.
            var wait = new pollfd { fd = read.Number };
            var result = LibC.poll(&wait, 1, (int)Math.Ceiling(left.TotalMilliseconds));
            var errno = result < 0 ? LibC.LastErrno : Errno.Success;
            if (result > 0)
            {
                return true;
            }

            if (result < 0 && errno != Errno.EINTR)
            {
                throw new SystemCallException("poll", errno);
            }
        }

        return false;
    }

    /// <summary>
    /// Whether two descriptors of this process refer to the same open file, as duplicates do. Also false where the kernel cannot
    /// compare them (built without CONFIG_KCMP).
    /// </summary>
    public static bool AreSame(SafeHandle one, SafeHandle other)
    {
        const int KCMP_FILE = 0;
        var held = (One: false, Other: false);
        try
        {
            one.DangerousAddRef(ref held.One);
            other.DangerousAddRef(ref held.Other);
            var pid = Environment.ProcessId;
            return LibC.syscall(LibC.SYS_kcmp, pid, pid, KCMP_FILE, one.DangerousGetHandle(), other.DangerousGetHandle()) == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (held.One)
            {
                one.DangerousRelease();
            }

            if (held.Other)
            {
                other.DangerousRelease();
            }
        }
    }
}
