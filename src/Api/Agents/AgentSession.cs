using System.Threading.Channels;
using V1 = Levelset.V1;

namespace Levelset.Api.Agents;

/// <summary>One agent's open stream.</summary>
internal sealed class AgentSession(string hostId, string resumeToken) : IDisposable
{
    private readonly Channel<V1.ServiceMessage> outbox = Channel.CreateUnbounded<V1.ServiceMessage>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource replaced = new();

    /// <summary>Its host.</summary>
    public string HostId => hostId;

    /// <summary>What the same agent proves itself by when it comes back.</summary>
    public string ResumeToken => resumeToken;

    /// <summary>Cancelled when the same agent has come back on another stream.</summary>
    public CancellationToken Replaced => replaced.Token;

    /// <summary>What is to be written to the stream, by one writer.</summary>
    public ChannelReader<V1.ServiceMessage> Outbox => outbox.Reader;

    /// <summary>Puts a message on its way; false when the stream is closing.</summary>
    public bool Send(V1.ServiceMessage message) => outbox.Writer.TryWrite(message);

    /// <summary>Nothing more will be sent.</summary>
    public void Complete() => outbox.Writer.TryComplete();

    /// <summary>Another stream takes this one's place.</summary>
    public void Replace() => replaced.Cancel();

    /// <inheritdoc/>
    public void Dispose() => replaced.Dispose();
}
