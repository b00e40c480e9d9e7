using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>
/// Keeps what the service must not miss until it is acknowledged, across connections and restarts: results of commands and
/// events of partitions, in the order in which they happened.
/// </summary>
internal sealed class Outbox(Journal journal, ILogger<Outbox> logger)
{
    private readonly Lock gate = new();
    private readonly List<Wire.AgentMessage> pending = [.. journal.Read().Outbox];
    private ChannelWriter<Wire.AgentMessage>? connection;

    /// <summary>How many messages wait for their acknowledgement.</summary>
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

    /// <summary>Gives the message an id, keeps it, and sends it when there is a connection.</summary>
    /// <param name="message">An event or a result.</param>
    /// <param name="along">What changes in the journal together with it, or not at all.</param>
    /// <exception cref="AgentException">The journal cannot be written; nothing has changed, and nothing is sent.</exception>
    public void Add(Wire.AgentMessage message, Action<V1.Journal>? along = null)
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
    /// Adds the answer to a command. The service repeats the command until it is answered, so that an answer that cannot be
    /// kept is sent all the same.
    /// </summary>
    public void AddAnswer(Wire.CommandResult result)
    {
        var message = new Wire.AgentMessage { CommandResult = result };
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

    /// <summary>Sends everything that waits over a new connection, and what comes after it.</summary>
    public void Attach(ChannelWriter<Wire.AgentMessage> writer)
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

    /// <summary>There is no connection any more.</summary>
    public void Detach()
    {
        lock (gate)
        {
            connection = null;
        }
    }

    /// <summary>Forgets an acknowledged message and hands it back; null when it was not waiting.</summary>
    /// <param name="messageId">Its id.</param>
    /// <param name="along">What changes in the journal together with it.</param>
    /// <exception cref="AgentException">The journal cannot be written: the message waits on, and will be sent again.</exception>
    public Wire.AgentMessage? Acknowledge(string messageId, Action<V1.Journal, Wire.AgentMessage>? along = null)
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

    private void Send(Wire.AgentMessage message)
    {
        pending.Add(message);
        connection?.TryWrite(message);
    }
}
