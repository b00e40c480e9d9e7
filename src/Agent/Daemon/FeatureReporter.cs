using System.Threading.Channels;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Cause = Levelset.V1.FeatureReport.Types.Cause;

namespace Levelset.Agent.Daemon;

/// <summary>
/// Reports to the service what the host offers: at the start of each stream, and when it changes. What a report calls changed is
/// measured from the report before it on the same stream, and at its start from the last one that the service has stored.
/// </summary>
internal sealed class FeatureReporter(CurrentHost host)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HostReading> unacknowledged = new(StringComparer.Ordinal);
    private ChannelWriter<V1.AgentMessage>? connection;
    private HostReading? sent;
    private HostReading? stored;

    /// <summary>Reports over a new stream.</summary>
    public void Attach(ChannelWriter<V1.AgentMessage> writer)
    {
        lock (gate)
        {
            connection = writer;
            sent = stored;
            unacknowledged.Clear();
            Send(Cause.Connected);
        }
    }

    /// <summary>Reports the present reading if there is a stream, and it differs from what was sent over it.</summary>
    public void SendIfChanged(Cause cause)
    {
        lock (gate)
        {
            if (sent is null || !Same(sent, host.Reading))
            {
                Send(cause);
            }
        }
    }

    public void Detach()
    {
        lock (gate)
        {
            connection = null;
        }
    }

    /// <summary>The service has stored a message, perhaps one of these.</summary>
    public void Acknowledge(string messageId)
    {
        lock (gate)
        {
            if (unacknowledged.Remove(messageId, out var reading))
            {
                stored = reading;
            }
        }
    }

    private static bool Same(HostReading before, HostReading after) =>
        before.Platform.Equals(after.Platform) && ReadingChange.Between(before, after) is null;

    private void Send(Cause cause)
    {
        var reading = host.Reading;
        var message = new V1.AgentMessage { MessageId = Outbox.NewId(), FeatureReport = reading.ToWire() };
        message.FeatureReport.Cause = cause;
        message.FeatureReport.Change = sent is null ? null : ReadingChange.Between(sent, reading);
        if (connection?.TryWrite(message) == true)
        {
            unacknowledged.Add(message.MessageId, reading);
            sent = reading;
        }
    }
}
