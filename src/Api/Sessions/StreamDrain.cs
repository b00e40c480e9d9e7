using Levelset.Api.Options;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Sessions;

/// <summary>
/// Ends the agents' streams when the service stops, one after the other: those that a rolling restart sends to another replica do not
/// arrive there at once. Until its end each stream is served as ever.
/// </summary>
internal sealed class StreamDrain(AgentSessions sessions, ServiceOptions options, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _ = DrainAsync());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Real time, for what is spared is another process.
    private async Task DrainAsync()
    {
        var open = sessions.Drain();
        var all = TimeSpan.FromSeconds(open.Count / options.DrainRate);
        all = all < options.DrainTimeout ? all : options.DrainTimeout;
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < open.Count; i++)
        {
            if ((all * i / open.Count) - TimeProvider.System.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            open[i].Break(AgentStreamErrors.Stopping(open[i].HostId));
        }
    }
}
