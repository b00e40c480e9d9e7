namespace Levelset.Cli.Errors;

/// <summary>The command line, the environment or a file named there is invalid.</summary>
internal sealed class UsageException(IReadOnlyList<string> errors) : CliException(errors, Cli.Errors.ExitCode.Usage)
{
    /// <summary>With one message.</summary>
    public UsageException(string error)
        : this([error])
    {
    }

    /// <summary>Throws if the list is not empty.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new UsageException(errors);
        }
    }
}
