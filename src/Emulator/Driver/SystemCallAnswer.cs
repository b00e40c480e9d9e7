using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>The result of an intercepted system call.</summary>
internal abstract record SystemCallAnswer
{
    private SystemCallAnswer()
    {
    }

    /// <summary>The kernel executes the call.</summary>
    public static SystemCallAnswer Pass { get; } = new ToKernel();

    public static SystemCallAnswer Success { get; } = new Value(0);

    /// <summary>It fails, unless the errno is zero.</summary>
    public static SystemCallAnswer Of(Errno errno) => errno == default ? Success : new Failure(errno);

    /// <summary>The kernel executes the call.</summary>
    internal sealed record ToKernel : SystemCallAnswer;

    internal sealed record Value(long Result) : SystemCallAnswer;

    internal sealed record Failure(Errno Errno) : SystemCallAnswer;

    /// <summary>It returns a new descriptor.</summary>
    internal sealed record NewDescriptor(EmulatedFile File, bool CloseOnExec) : SystemCallAnswer;

    /// <summary>It returns a read-only, close-on-exec descriptor of another file than the requested one.</summary>
    internal sealed record OtherFile(string Path) : SystemCallAnswer;
}
