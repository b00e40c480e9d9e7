namespace Levelset.Agent.State;

/// <summary>
/// What must outlive the process: the partitions that are held and the messages that the service has not acknowledged. Every
/// change is on disk before it is believed here.
/// </summary>
internal sealed class Journal
{
    private readonly Lock gate = new();
    private readonly StateFile<V1.Journal> file;
    private V1.Journal current;

    /// <summary>Loads it; a journal of another host is an empty one.</summary>
    public Journal(StateFile<V1.Journal> file, string host)
    {
        this.file = file;
        current = file.Load() is { } loaded && loaded.Host == host ? loaded : new V1.Journal { Host = host };
    }

    /// <summary>What it says now; a copy.</summary>
    public V1.Journal Read()
    {
        lock (gate)
        {
            return current.Clone();
        }
    }

    /// <summary>Changes it, on disk first.</summary>
    /// <exception cref="AgentException">It cannot be written; nothing has changed.</exception>
    public void Change(Action<V1.Journal> change)
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
