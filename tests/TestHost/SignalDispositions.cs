using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Levelset.TestHost;

/// <summary>
/// Programs that a test starts begin with default signal dispositions, however the run was started. Under nohup this process
/// ignores SIGHUP, in the background of a script SIGINT and SIGQUIT, and a child would inherit that.
/// </summary>
internal static partial class SignalDispositions
{
    private const int SIGKILL = 9;
    private const int SIGPIPE = 13;
    private const int SIGCHLD = 17;
    private const int SIGSTOP = 19;
    private const int SIGSYS = 31;

    private static ulong ignored;

    /// <summary>Whether whoever started this process wanted it to ignore a signal.</summary>
    internal static bool IsIgnored(int signal) => (ignored & (1UL << (signal - 1))) != 0;

    /// <summary>
    /// Gives each ignored signal a handler that does nothing: for this process that is as good as ignoring it, and execve resets
    /// handled signals to their default but leaves ignored ones ignored. SIGPIPE and SIGCHLD belong to the runtime.
    /// </summary>
    [ModuleInitializer]
    internal static void HandleIgnoredSignals()
    {
        // A function of the C library that ignores its argument and may be called from a signal handler.
        var nothing = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getpid");
        ignored = IgnoredSignals();
        for (var signal = 1; signal <= SIGSYS; signal++)
        {
            if (signal is not (SIGKILL or SIGPIPE or SIGCHLD or SIGSTOP) && IsIgnored(signal))
            {
                Handle(signal, nothing);
            }
        }
    }

    private static ulong IgnoredSignals()
    {
        const string Field = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc.so.6", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);
}
