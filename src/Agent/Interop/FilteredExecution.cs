using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>Replaces this process by a program whose system calls a supervisor answers.</summary>
internal static unsafe class FilteredExecution
{
    /// <summary>
    /// Installs the filter on this thread, tells the supervisor the listener's number over a connected socket (4 bytes), waits
    /// for its one byte, and executes. Returns only when that failed, with what failed and why.
    /// </summary>
    /// <param name="program">The filter.</param>
    /// <param name="supervisor">A blocking socket; its number.</param>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">With the program's name first.</param>
    /// <param name="environment">NAME=VALUE.</param>
    public static MshvException Run(
        ImmutableArray<sock_filter> program,
        int supervisor,
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment)
    {
        // Everything that allocates happens before the filter is there. What is allocated here ends with the process.
        var calls = SystemCallTable.Current;
        var argv = ProgramExecution.Strings(arguments);
        var envp = ProgramExecution.Strings(environment);
        var file = Marshal.StringToCoTaskMemUTF8(path);
        var instructions = NativeMemory.Alloc((nuint)program.Length, (nuint)sizeof(sock_filter));
        program.AsSpan().CopyTo(new Span<sock_filter>(instructions, program.Length));
        var fprog = new sock_fprog { len = (ushort)program.Length, filter = (ulong)instructions };

        // The runtime ignores SIGPIPE, and what is ignored stays so across execve.
        LibC.signal(LibC.SIGPIPE, LibC.SIG_DFL);

        // The first call binds the stub; from the filter to execve no other may be used.
        LibC.syscall(calls.Getpid);
        var (call, errno) = InstallAndExecute(calls, &fprog, supervisor, file, argv, envp);
        return new MshvException(call, errno);
    }

    // SAFETY: all pointers are to native memory, or to the caller's frame, that outlives the call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (string Call, Errno Errno) InstallAndExecute(
        SystemCallTable calls,
        sock_fprog* program,
        int supervisor,
        nint path,
        nint argv,
        nint envp)
    {
        if (LibC.syscall(calls.Prctl, Seccomp.PR_SET_NO_NEW_PRIVS, 1) < 0)
        {
            return ("prctl(PR_SET_NO_NEW_PRIVS)", LastErrno());
        }

        var listener = (int)LibC.syscall(
            calls.Seccomp,
            Seccomp.SECCOMP_SET_MODE_FILTER,
            Seccomp.SECCOMP_FILTER_FLAG_NEW_LISTENER | Seccomp.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
            (nint)program);
        if (listener < 0)
        {
            return ("seccomp(SECCOMP_SET_MODE_FILTER)", LastErrno());
        }

        // The listener is close-on-exec: until the supervisor holds it, nothing may be executed.
        byte go;
        if (LibC.syscall(calls.Write, supervisor, (nint)(&listener), sizeof(int)) != sizeof(int)
            || LibC.syscall(calls.Read, supervisor, (nint)(&go), 1) != 1)
        {
            return ("the supervisor's socket", LastErrno());
        }

        LibC.syscall(calls.Execve, path, argv, envp);
        return ("execve", LastErrno());
    }

    private static Errno LastErrno() => new(Marshal.GetLastPInvokeError());
}
