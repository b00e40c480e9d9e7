using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>unistd.h.</summary>
internal static unsafe partial class LibC
{
    /// <summary>syscall(2). Every argument is blittable, so that the stub allocates nothing once it has been called.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial nint syscall(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0);

    /// <summary>asm/unistd_64.h of x86_64; asm-generic/unistd.h of arm64.</summary>
    public static nint SYS_kcmp => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 312 : 272;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int fd);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* fds, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int execve(nint path, nint argv, nint envp);
}
