using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Levelset.TestRunner;

/// <summary>The calls of the C library that .NET does not offer.</summary>
internal static partial class Native
{
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int P_ALL = 0;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int WNOWAIT = 0x0100_0000;

    // sizeof(siginfo_t), and where si_pid is in it, on 64-bit Linux.
    private const int SignalInformationSize = 128;
    private const int ProcessIdOffset = 16;

    /// <summary>From now on orphaned descendants become children of this process, not of init.</summary>
    public static void BecomeSubreaper()
    {
        if (SetProcessControl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>A child of this process that has ended and waits to be reaped; 0 when there is none.</summary>
    public static int EndedChild()
    {
        Span<byte> information = stackalloc byte[SignalInformationSize];
        information.Clear();
        return WaitForId(P_ALL, 0, ref MemoryMarshal.GetReference(information), WEXITED | WNOHANG | WNOWAIT) == 0
            ? MemoryMarshal.Read<int>(information[ProcessIdOffset..])
            : 0;
    }

    /// <summary>Takes note of a child's end.</summary>
    public static void Reap(int processId) => _ = WaitForProcess(processId, out _, WNOHANG);

    /// <summary>Sends a signal; a process that has ended meanwhile is no error.</summary>
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc.so.6", EntryPoint = "prctl", SetLastError = true)]
    private static partial int SetProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc.so.6", EntryPoint = "waitid")]
    private static partial int WaitForId(int kind, uint id, ref byte information, int options);

    [LibraryImport("libc.so.6", EntryPoint = "waitpid")]
    private static partial int WaitForProcess(int processId, out int status, int options);

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
