namespace Levelset.Cli.Errors;

/// <summary>Something that this program itself has found to be wrong; every fault is named.</summary>
internal class CliException(IReadOnlyList<string> faults, int exitCode) : Exception(string.Join("; ", faults))
{
    /// <summary>Every fault, for people.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>An <see cref="Errors.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
