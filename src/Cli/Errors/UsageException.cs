namespace Levelset.Cli.Errors;

/// <summary>What was asked for is not right in itself: the command line, the environment, or a file in them.</summary>
internal sealed class UsageException(IReadOnlyList<string> faults) : CliException(faults, Errors.ExitCode.Usage)
{
    /// <summary>One fault.</summary>
    public UsageException(string fault)
        : this([fault])
    {
    }

    /// <summary>Throws when there are faults.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }
}
