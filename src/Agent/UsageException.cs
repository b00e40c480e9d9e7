namespace Levelset.Agent;

/// <summary>What was asked for is not right in itself: the command line, the environment, or a name in them.</summary>
internal sealed class UsageException(IReadOnlyList<string> faults) : AgentException(faults)
{
    /// <summary>Throws when there are faults.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }
}
