namespace Levelset.Agent.Partitions;

/// <summary>The partitions whose descriptors the agent holds. Disposing it closes them all.</summary>
internal sealed class HeldPartitions : IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, HeldPartition> byName = new(StringComparer.Ordinal);
    private bool disposed;

    /// <summary>All of them, in order of name.</summary>
    public IReadOnlyList<HeldPartition> All
    {
        get
        {
            lock (gate)
            {
                return [.. byName.Values];
            }
        }
    }

    /// <summary>The one of that name; null where there is none.</summary>
    public HeldPartition? Find(string name)
    {
        lock (gate)
        {
            return byName.GetValueOrDefault(name);
        }
    }

    /// <summary>Takes over a partition's reference.</summary>
    /// <exception cref="ObjectDisposedException">The agent is going down; the partition has been closed.</exception>
    public void Add(HeldPartition held)
    {
        lock (gate)
        {
            if (!disposed)
            {
                byName.Add(held.Name, held);
                return;
            }
        }

        held.Partition.Dispose();
        throw new ObjectDisposedException(nameof(HeldPartitions));
    }

    /// <summary>Closes one; false where there is none of that name.</summary>
    public bool Close(string name)
    {
        HeldPartition? held;
        lock (gate)
        {
            if (!byName.Remove(name, out held))
            {
                return false;
            }
        }

        held.Partition.Dispose();
        return true;
    }

    /// <summary>Notes that the service knows of it.</summary>
    public void MarkRecorded(string name)
    {
        lock (gate)
        {
            if (byName.TryGetValue(name, out var held))
            {
                byName[name] = held with { Recorded = true };
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        foreach (var held in All)
        {
            Close(held.Name);
        }
    }
}
