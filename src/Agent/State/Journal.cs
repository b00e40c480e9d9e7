namespace Levelset.Agent.State;

/// <summary>
/// What must survive the process: the held partitions, and the messages that the service has not acknowledged. Every change is on
/// disk before it takes effect here.
/// </summary>
internal sealed class Journal
{
    private readonly Lock gate = new();
    private readonly StateFile<AgentV1.Journal> file;
    private AgentV1.Journal current;

    /// <summary>Loads it. A journal of another host is ignored.</summary>
    public Journal(StateFile<AgentV1.Journal> file, string host)
    {
        this.file = file;
        current = file.Load() is { } loaded && loaded.Host == host ? loaded : new AgentV1.Journal { Host = host };
    }

    /// <summary>A copy of the current content.</summary>
    public AgentV1.Journal Read()
    {
        lock (gate)
        {
            return current.Clone();
        }
    }

    /// <summary>Changes it, on disk first.</summary>
    /// <exception cref="AgentException">It cannot be written; nothing has changed.</exception>
    public void Change(Action<AgentV1.Journal> change)
    {
        lock (gate)
        {
            var next = current.Clone();
            change(next);
            file.Save(next);
            current = next;
        }
    }
}
