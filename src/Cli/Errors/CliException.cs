namespace Levelset.Cli.Errors;

/// <summary>An error found by this program, not by the service.</summary>
internal class CliException(IReadOnlyList<string> errors, int exitCode) : Exception(string.Join("; ", errors))
{
    /// <summary>One message each.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;

    /// <summary>One of <see cref="Errors.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
