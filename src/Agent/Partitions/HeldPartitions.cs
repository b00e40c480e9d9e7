using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.State;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>
/// The partitions whose descriptors the agent holds, consistent with its journal and the service manager's store. Disposing
/// closes the agent's own references; partitions in the store stay open.
/// </summary>
internal sealed class HeldPartitions(Journal journal, Outbox outbox, IDescriptorStore store, ILogger<HeldPartitions> logger) : IDisposable
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

    /// <summary>The partition of that name; null where there is none.</summary>
    public HeldPartition? Find(string name)
    {
        lock (gate)
        {
            return byName.GetValueOrDefault(name);
        }
    }

    /// <summary>Takes over a partition's reference: in the journal first, then with the service manager.</summary>
    /// <param name="held">The partition.</param>
    /// <param name="announcement">The event or answer for the service, which enters the journal in the same change.</param>
    /// <exception cref="AgentException">The journal cannot be written; the partition has been closed.</exception>
    /// <exception cref="ObjectDisposedException">The agent is going down; the partition has been closed.</exception>
    public void Add(HeldPartition held, V1.AgentMessage announcement)
    {
        try
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                outbox.Add(announcement, next => next.Partitions.Add(held.ToJournalEntry()));
                byName.Add(held.Name, held with { Stored = store.Store(held) });
            }
        }
        catch
        {
            held.Partition.Dispose();
            throw;
        }
    }

    /// <summary>Adds a partition that is already in the journal and in the store.</summary>
    public void Restore(HeldPartition held)
    {
        lock (gate)
        {
            byName.Add(held.Name, held);
        }
    }

    /// <summary>Closes a partition, and reports that to the service if wanted; false where there is none of that name.</summary>
    /// <exception cref="AgentException">The journal cannot be written; it is held on.</exception>
    public bool Close(string name, bool report = false)
    {
        HeldPartition? held;
        lock (gate)
        {
            if (!byName.TryGetValue(name, out held))
            {
                return false;
            }

            Forget(name, report);
            byName.Remove(name);
        }

        if (held.Stored)
        {
            store.Remove(held.DescriptorName);
        }

        held.Partition.Dispose();
        return true;
    }

    /// <summary>Removes a partition that is not held from the journal, and reports it as closed.</summary>
    public void RemoveLost(string name)
    {
        lock (gate)
        {
            Forget(name, report: true);
        }
    }

    /// <summary>Changes the list of holders; false where there is no such partition, or nothing changes.</summary>
    /// <exception cref="AgentException">The journal cannot be written; nothing has changed.</exception>
    public bool ChangeHolders(string name, Func<ImmutableArray<AgentV1.Holder>, ImmutableArray<AgentV1.Holder>> change)
    {
        lock (gate)
        {
            if (!byName.TryGetValue(name, out var held) || change(held.Holders) is var holders && holders == held.Holders)
            {
                return false;
            }

            Replace(held with { Holders = holders });
            return true;
        }
    }

    /// <summary>Marks a partition as recorded or rejected, after the service has answered the message about it.</summary>
    public void Acknowledge(string messageId, V1.Rejection? rejection)
    {
        lock (gate)
        {
            try
            {
                if (outbox.Acknowledge(messageId, (next, message) => Mark(next, message, rejection)) is { } message)
                {
                    Note(message, rejection);
                }
            }
            catch (AgentException exception)
            {
                logger.MessageNotSaved(messageId, exception.Message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var held in byName.Values)
            {
                held.Partition.Dispose();
            }

            byName.Clear();
        }
    }

    private static string PartitionOf(V1.AgentMessage message) =>
        message.CommandResult?.Partition ?? message.PartitionEvent?.Partition ?? string.Empty;

    private static bool IsCreation(V1.AgentMessage message) =>
        message is { CommandResult.Created: not null } or { PartitionEvent.Created: not null };

    private static void Mark(AgentV1.Journal next, V1.AgentMessage message, V1.Rejection? rejection)
    {
        if (IsCreation(message) && next.Partitions.FirstOrDefault(kept => kept.Name == PartitionOf(message)) is { } kept)
        {
            kept.Recorded = rejection is null;
            kept.Refusal = rejection?.Message ?? string.Empty;
        }
    }

    private void Note(V1.AgentMessage message, V1.Rejection? rejection)
    {
        var name = PartitionOf(message);
        if (rejection is not null)
        {
            logger.MessageRefused(name, rejection.Reason, rejection.Message);
        }

        if (IsCreation(message) && byName.TryGetValue(name, out var held))
        {
            byName[name] = held with { Recorded = rejection is null, Refusal = rejection?.Message ?? string.Empty };
        }
    }

    private void Forget(string name, bool report)
    {
        if (report)
        {
            outbox.Add(new V1.AgentMessage { PartitionEvent = new V1.PartitionEvent { Partition = name, Closed = new Empty() } }, Strike);
        }
        else
        {
            journal.Change(Strike);
        }

        void Strike(AgentV1.Journal next)
        {
            if (next.Partitions.FirstOrDefault(kept => kept.Name == name) is { } kept)
            {
                next.Partitions.Remove(kept);
            }
        }
    }

    private void Replace(HeldPartition held)
    {
        journal.Change(next =>
        {
            var index = next.Partitions.ToList().FindIndex(kept => kept.Name == held.Name);
            next.Partitions[index] = held.ToJournalEntry();
        });
        byName[held.Name] = held;
    }
}
