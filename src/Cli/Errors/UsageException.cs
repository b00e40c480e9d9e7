namespace Levelset.Cli.Errors;

/// <summary>What was asked for is not right in itself: the command line, the environment, or a file in them.</summary>
internal sealed class UsageException(IReadOnlyList<string> errors) : CliException(errors, Cli.Errors.ExitCode.Usage)
{
    /// <summary>One error.</summary>
    public UsageException(string error)
        : this([error])
    {
    }

    /// <summary>Throws when there are errors.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new UsageException(errors);
        }
    }
}
