using System.Threading.Channels;

namespace Levelset.Api.ChangeFeed;

/// <summary>Wakes the one loop that waits for it; set several times before that, it wakes it once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Set() => signal.Writer.TryWrite(true);

    /// <summary>Returns when it is set, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task waking = signal.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(waking, Task.Delay(atMost, time, either.Token));
        await either.CancelAsync();
        await waking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        signal.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
