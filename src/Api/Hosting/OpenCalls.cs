using Levelset.Api.Options;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Hosting;

/// <summary>
/// Counts the calls that are being answered. When the service stops, every one of them is told to end, and the server closes
/// no connection before the statuses that say why have been written.
/// </summary>
internal sealed class OpenCalls(IHostApplicationLifetime lifetime, ServiceOptions options, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private TaskCompletionSource? drained;
    private int open;

    /// <summary>A call begins; it is over when its response is complete, trailers included.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        lock (gate)
        {
            open++;
        }

        context.Response.OnCompleted(() =>
        {
            Leave();
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();
        Task last;
        lock (gate)
        {
            if (open == 0)
            {
                return;
            }

            drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            last = drained.Task;
        }

        // Whoever does not read any more is not waited for.
        await last.WaitAsync(options.DrainTimeout + Timeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A status that ends a call whose client still sends (an agent's stream) goes out as HEADERS with END_STREAM, then
        // RST_STREAM NO_ERROR. .NET's client takes that status for lost when the connection closes before it has stopped sending,
        // and nothing that it sends tells when it has; hence a moment during which the connection stays.
        await Task.Delay(Linger, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Leave()
    {
        lock (gate)
        {
            open--;
            if (open == 0)
            {
                drained?.TrySetResult();
            }
        }
    }
}
