using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>What a trapped system call comes back with.</summary>
internal abstract record SystemCallAnswer
{
    private SystemCallAnswer()
    {
    }

    /// <summary>The call is the kernel's business.</summary>
    public static SystemCallAnswer Pass { get; } = new ToKernel();

    public static SystemCallAnswer Success { get; } = new Value(0);

    /// <summary>It fails, unless the errno is zero.</summary>
    public static SystemCallAnswer Of(Errno errno) => errno == default ? Success : new Failure(errno);

    /// <summary>The kernel carries it out.</summary>
    internal sealed record ToKernel : SystemCallAnswer;

    internal sealed record Value(long Result) : SystemCallAnswer;

    internal sealed record Failure(Errno Errno) : SystemCallAnswer;

    /// <summary>It returns a new descriptor.</summary>
    internal sealed record NewDescriptor(EmulatedFile File, bool CloseOnExec) : SystemCallAnswer;

    /// <summary>It returns a descriptor of another file than it asked for, close-on-exec and for reading only.</summary>
    internal sealed record OtherFile(string Path) : SystemCallAnswer;
}
