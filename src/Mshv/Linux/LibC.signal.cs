using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>signal.h.</summary>
internal static unsafe partial class LibC
{
    public const int SIGPIPE = 13;
    public const nint SIG_DFL = 0;
    public const int SIG_SETMASK = 2;
    public const int SigsetSize = 128;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint signal(int signal, nint handler);

    // Returns its error; errno is not touched.
    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, byte* set, byte* oldset);
}
