using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>
/// Messages that must reach the service: results of commands and events of partitions, in order. They are kept across connections
/// and restarts until they are acknowledged.
/// </summary>
internal sealed class Outbox(Journal journal, ILogger<Outbox> logger)
{
    private readonly Lock gate = new();
    private readonly List<V1.AgentMessage> pending = [.. journal.Read().Outbox];
    private ChannelWriter<V1.AgentMessage>? connection;

    /// <summary>How many messages are not acknowledged yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return pending.Count;
            }
        }
    }

    /// <summary>Gives the message an id, saves it, and sends it if there is a connection.</summary>
    /// <param name="message">An event or a result.</param>
    /// <param name="along">Another change of the journal, made together with it.</param>
    /// <exception cref="AgentException">The journal cannot be written; nothing has changed, and nothing is sent.</exception>
    public void Add(V1.AgentMessage message, Action<AgentV1.Journal>? along = null)
    {
        lock (gate)
        {
            message.MessageId = NewId();
            journal.Change(next =>
            {
                next.Outbox.Add(message);
                along?.Invoke(next);
            });
            Send(message);
        }
    }

    /// <summary>
    /// Adds the answer to a command. An answer that cannot be saved is sent anyway, because the service repeats the command until
    /// it is answered.
    /// </summary>
    public void AddAnswer(V1.CommandResult result)
    {
        var message = new V1.AgentMessage { CommandResult = result };
        try
        {
            Add(message);
        }
        catch (AgentException exception)
        {
            logger.MessageNotSaved(result.Partition, exception.Message);
            lock (gate)
            {
                Send(message);
            }
        }
    }

    /// <summary>Sends all pending messages over a new connection, and later ones when they are added.</summary>
    public void Attach(ChannelWriter<V1.AgentMessage> writer)
    {
        lock (gate)
        {
            foreach (var message in pending)
            {
                writer.TryWrite(message);
            }

            connection = writer;
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Detach()
    {
        lock (gate)
        {
            connection = null;
        }
    }

    /// <summary>Removes an acknowledged message and returns it; null when it was not pending.</summary>
    /// <param name="messageId">Its id.</param>
    /// <param name="along">Another change of the journal, made together with it.</param>
    /// <exception cref="AgentException">The journal cannot be written: the message stays pending, and will be sent again.</exception>
    public V1.AgentMessage? Acknowledge(string messageId, Action<AgentV1.Journal, V1.AgentMessage>? along = null)
    {
        lock (gate)
        {
            var index = pending.FindIndex(message => message.MessageId == messageId);
            if (index < 0)
            {
                return null;
            }

            var message = pending[index];
            journal.Change(next =>
            {
                if (next.Outbox.FirstOrDefault(kept => kept.MessageId == messageId) is { } kept)
                {
                    next.Outbox.Remove(kept);
                }

                along?.Invoke(next, message);
            });
            pending.RemoveAt(index);
            return message;
        }
    }

    /// <summary>An id that no other message of any agent has.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    private void Send(V1.AgentMessage message)
    {
        pending.Add(message);
        connection?.TryWrite(message);
    }
}
