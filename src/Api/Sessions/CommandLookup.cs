namespace Levelset.Api.Sessions;

/// <summary>
/// While the database is asked which commands wait, an agent may answer one of them: what the database said of it is then out of
/// date, and sending it would have it carried out again. This remembers what has been answered since the question: by the host
/// that the command was for, and with what could be stored.
/// </summary>
internal sealed class CommandLookup(Action<CommandLookup> end) : IDisposable
{
    private readonly HashSet<string> answered = [];

    /// <summary>An agent has answered.</summary>
    public void Note(string commandId) => answered.Add(commandId);

    /// <summary>Whether an agent has answered since the lookup began.</summary>
    public bool IsAnswered(string commandId) => answered.Contains(commandId);

    /// <inheritdoc/>
    public void Dispose() => end(this);
}
