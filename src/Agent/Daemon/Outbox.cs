using System.Threading.Channels;

namespace Levelset.Agent.Daemon;

/// <summary>
/// Keeps what the service must not miss until it is acknowledged, across connections: results of commands and events of
/// partitions, in the order in which they happened.
/// </summary>
internal sealed class Outbox
{
    private readonly Lock gate = new();
    private readonly List<Wire.AgentMessage> pending = [];
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
    public void Add(Wire.AgentMessage message)
    {
        lock (gate)
        {
            message.MessageId = NewId();
            pending.Add(message);
            connection?.TryWrite(message);
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
    public Wire.AgentMessage? Acknowledge(string messageId)
    {
        lock (gate)
        {
            var index = pending.FindIndex(message => message.MessageId == messageId);
            if (index < 0)
            {
                return null;
            }

            var message = pending[index];
            pending.RemoveAt(index);
            return message;
        }
    }

    /// <summary>An id that no other message of any agent has.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");
}
