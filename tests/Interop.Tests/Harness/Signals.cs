using System.Runtime.InteropServices;

namespace Levelset.Interop.Tests.Harness;

/// <summary>Signals to processes, by their Linux numbers.</summary>
internal static partial class Signals
{
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;

    public static void Send(int processId, int signal) => Assert.True(TrySend(processId, signal));

    /// <summary>False when there is no such process any more.</summary>
    public static bool TrySend(int processId, int signal) => Kill(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
