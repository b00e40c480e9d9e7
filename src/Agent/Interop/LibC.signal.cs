using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>signal.h.</summary>
internal static unsafe partial class LibC
{
    public const int SIGPIPE = 13;
    public const nint SIG_DFL = 0;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint signal(int signal, nint handler);
}
