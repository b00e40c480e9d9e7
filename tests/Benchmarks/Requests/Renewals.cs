namespace Levelset.Benchmarks.Requests;

/// <summary>Keeps the streams of all hosts open, as a replica does that holds them.</summary>
internal sealed class Renewals : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task renewing;

    public Renewals(Fleet fleet)
    {
        renewing = RenewAsync(fleet, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        stop.Dispose();
    }

    private static async Task RenewAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await fleet.RenewAsync();
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
