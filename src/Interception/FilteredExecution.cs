using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>The started side of an <see cref="Interceptor"/>: replaces this process by a program whose system calls it answers.</summary>
public static unsafe class FilteredExecution
{
    /// <summary>
    /// Connects to the interceptor, installs the filter on this thread, sends the listener's number (4 bytes), waits for one byte
    /// and executes. Returns only when that failed, with what failed and why.
    /// </summary>
    /// <param name="socket">The interceptor's socket.</param>
    /// <param name="filter">Which system calls it answers.</param>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">With the program's name first.</param>
    /// <param name="environment">NAME=VALUE.</param>
    /// <exception cref="SocketException">Nobody listens on the socket.</exception>
    public static SystemCallException Replace(
        string socket,
        ImmutableArray<sock_filter> filter,
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment)
    {
        using var interceptor = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        interceptor.Connect(new UnixDomainSocketEndPoint(socket));

        // Everything that allocates happens before the filter is there. What is allocated here ends with the process.
        var calls = SystemCallTable.Current;
        var argv = ProgramExecution.Strings(arguments);
        var envp = ProgramExecution.Strings(environment);
        var file = Marshal.StringToCoTaskMemUTF8(path);
        var instructions = NativeMemory.Alloc((nuint)filter.Length, (nuint)sizeof(sock_filter));
        filter.AsSpan().CopyTo(new Span<sock_filter>(instructions, filter.Length));
        var fprog = new sock_fprog { len = (ushort)filter.Length, filter = (ulong)instructions };

        // The runtime ignores SIGPIPE, and what is ignored stays so across execve.
        LibC.signal(LibC.SIGPIPE, LibC.SIG_DFL);

        // The first call binds the stub; from the filter to execve no other may be used.
        LibC.syscall(calls.Getpid);
        var (call, errno) = InstallAndExecute(calls, &fprog, (int)interceptor.Handle, file, argv, envp);
        return new SystemCallException(call, errno);
    }

    // SAFETY: all pointers are to native memory, or to the caller's frame, that outlives the call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (string Call, Errno Errno) InstallAndExecute(
        SystemCallTable calls,
        sock_fprog* program,
        int interceptor,
        nint path,
        nint argv,
        nint envp)
    {
        if (LibC.syscall(calls.Prctl, Seccomp.PR_SET_NO_NEW_PRIVS, 1) < 0)
        {
            return ("prctl(PR_SET_NO_NEW_PRIVS)", LibC.LastErrno);
        }

        var listener = (int)LibC.syscall(
            calls.Seccomp,
            Seccomp.SECCOMP_SET_MODE_FILTER,
            Seccomp.SECCOMP_FILTER_FLAG_NEW_LISTENER | Seccomp.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
            (nint)program);
        if (listener < 0)
        {
            return ("seccomp(SECCOMP_SET_MODE_FILTER)", LibC.LastErrno);
        }

        // The listener is close-on-exec: until the interceptor holds it, nothing may be executed.
        byte go;
        if (LibC.syscall(calls.Write, interceptor, (nint)(&listener), sizeof(int)) != sizeof(int)
            || LibC.syscall(calls.Read, interceptor, (nint)(&go), 1) != 1)
        {
            return ("the interceptor's socket", LibC.LastErrno);
        }

        LibC.syscall(calls.Execve, path, argv, envp);
        return ("execve", LibC.LastErrno);
    }
}
