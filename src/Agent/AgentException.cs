namespace Levelset.Agent;

/// <summary>The agent cannot do what it was told, for a reason that its user can act on. Every fault is named.</summary>
internal class AgentException : Exception
{
    /// <summary>One fault.</summary>
    public AgentException(string fault)
        : this([fault])
    {
    }

    /// <summary>All faults that were found.</summary>
    public AgentException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>Each fault on its own.</summary>
    public IReadOnlyList<string> Faults { get; }
}
