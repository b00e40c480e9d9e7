using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>Calls on descriptors of any kind.</summary>
internal static unsafe class DescriptorCalls
{
    /// <summary>Whether a descriptor is closed when this process executes another program.</summary>
    /// <exception cref="IOException">It is no descriptor.</exception>
    public static void SetCloseOnExec(SafeHandle descriptor, bool value)
    {
        if (LibC.fcntl(descriptor, LibC.F_SETFD, value ? LibC.FD_CLOEXEC : 0) < 0)
        {
            throw new IOException($"fcntl F_SETFD: {new Errno(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>A pipe, both ends close-on-exec.</summary>
    /// <exception cref="IOException">There are too many descriptors.</exception>
    public static (OwnedDescriptor Read, OwnedDescriptor Write) CreatePipe()
    {
        // SAFETY: room for the two numbers that the kernel writes.
        var ends = stackalloc int[2];
        return LibC.pipe2(ends, LibC.O_CLOEXEC) == 0
            ? (new OwnedDescriptor(ends[0]), new OwnedDescriptor(ends[1]))
            : throw new IOException($"pipe2: {new Errno(Marshal.GetLastPInvokeError())}");
    }

    /// <summary>Waits until nobody can write to a pipe any more; false when that takes longer.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static bool WaitForHangUp(OwnedDescriptor read, TimeSpan limit, TimeProvider time)
    {
        var started = time.GetTimestamp();
        while (limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            // SAFETY: one struct of this frame; the handle is alive as long as the caller's.
            var wait = new pollfd { fd = read.Number };
            var result = LibC.poll(&wait, 1, (int)Math.Ceiling(left.TotalMilliseconds));
            var errno = new Errno(result < 0 ? Marshal.GetLastPInvokeError() : 0);
            if (result > 0)
            {
                return true;
            }

            if (result < 0 && errno != Errno.EINTR)
            {
                throw new IOException($"poll: {errno}");
            }
        }

        return false;
    }

    /// <summary>
    /// Whether two descriptors of this process are of one open file, as duplicates are. False also where the kernel does not
    /// tell (CONFIG_KCMP).
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
            return LibC.syscall(SystemCallTable.Current.Kcmp, pid, pid, KCMP_FILE, one.DangerousGetHandle(), other.DangerousGetHandle()) == 0;
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
