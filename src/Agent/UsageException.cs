namespace Levelset.Agent;

/// <summary>The command line, the environment or a request is invalid.</summary>
internal sealed class UsageException(IReadOnlyList<string> faults) : AgentException(faults)
{
    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }
}
