namespace Levelset.Cli.Errors;

/// <summary>Something that this program itself has found to be wrong; every error is named.</summary>
internal class CliException(IReadOnlyList<string> errors, int exitCode) : Exception(string.Join("; ", errors))
{
    /// <summary>Every error, for people.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;

    /// <summary>An <see cref="Errors.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
