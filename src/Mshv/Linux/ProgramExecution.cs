using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>Replaces this process by another program.</summary>
public static unsafe class ProgramExecution
{
    /// <summary>
    /// Executes. The program finds SIGPIPE and the signal mask as a shell leaves them, not as this runtime does. Returns only
    /// when that failed, with why.
    /// </summary>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">With the program's name first.</param>
    /// <param name="environment">NAME=VALUE.</param>
    public static Errno Replace(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        // What is allocated here ends with the process.
        var (argv, envp) = (Strings(arguments), Strings(environment));
        var file = Marshal.StringToCoTaskMemUTF8(path);
        LibC.signal(LibC.SIGPIPE, LibC.SIG_DFL);

        // SAFETY: a sigset_t of this frame, which is empty as zeros; all other pointers are to native memory.
        var none = stackalloc byte[LibC.SigsetSize];
        new Span<byte>(none, LibC.SigsetSize).Clear();
        _ = LibC.pthread_sigmask(LibC.SIG_SETMASK, none, null);
        LibC.execve(file, argv, envp);
        return LibC.LastErrno;
    }

    /// <summary>This process's environment: NAME=VALUE.</summary>
    public static IReadOnlyList<string> CurrentEnvironment()
    {
        var variables = Environment.GetEnvironmentVariables();
        return [.. variables.Keys.Cast<string>().Select(name => $"{name}={variables[name]}")];
    }

    /// <summary>A null-terminated array of C strings, which is never freed.</summary>
    internal static nint Strings(IReadOnlyList<string> values)
    {
        var array = (nint*)NativeMemory.AllocZeroed((nuint)values.Count + 1, (nuint)sizeof(nint));
        for (var index = 0; index < values.Count; index++)
        {
            array[index] = Marshal.StringToCoTaskMemUTF8(values[index]);
        }

        return (nint)array;
    }
}
