namespace Levelset.Agent;

/// <summary>A command or configuration cannot be carried out, for a reason that the user can act on. Every fault is named.</summary>
internal class AgentException : Exception
{
    public AgentException(string fault)
        : this([fault])
    {
    }

    public AgentException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    public IReadOnlyList<string> Faults { get; }
}
