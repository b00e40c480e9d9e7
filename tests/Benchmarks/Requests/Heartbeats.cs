namespace Levelset.Benchmarks.Requests;

/// <summary>Every host is heard of as often as agents say that they live.</summary>
internal sealed class Heartbeats : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task beating;

    public Heartbeats(Fleet fleet)
    {
        beating = BeatAsync(fleet, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await beating;
        stop.Dispose();
    }

    private static async Task BeatAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await fleet.RefreshHeartbeatsAsync(DateTimeOffset.UtcNow);
            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
