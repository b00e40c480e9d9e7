using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Benchmarks.HelloWorker;

/// <summary>Says that it runs, and then nothing.</summary>
internal sealed partial class Worker(ILogger<Worker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Hello(logger);
        return Task.Delay(Timeout.Infinite, stoppingToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Hello")]
    private static partial void Hello(ILogger logger);
}
