using System.Threading.Channels;

namespace Levelset.Api.Web;

/// <summary>One open page. Any number of changes that it has not been told of yet are one.</summary>
internal sealed class LiveListener(string scope, Action<LiveListener> remove) : IDisposable
{
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What it shows.</summary>
    public string Scope => scope;

    /// <summary>Something has changed.</summary>
    public void Note() => changes.Writer.TryWrite(true);

    /// <summary>Returns when something has changed since the last call.</summary>
    public async Task ChangeAsync(CancellationToken cancellationToken) => await changes.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => remove(this);
}
