using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Cause = Levelset.V1.FeatureReport.Types.Cause;

namespace Levelset.Agent.Daemon;

/// <summary>
/// Has the host read again on a timer, on SIGHUP and when the machine has woken from suspension: firmware, microcode and the
/// hypervisor may offer something else by then.
/// </summary>
internal sealed class HostWatch(HostReadings readings, FeatureReports reports, HostWatchOptions options, TimeProvider time)
    : BackgroundService
{
    // Two clocks are read one after the other; the kernel may run something else in between.
    private static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Cause> causes = Channel.CreateBounded<Cause>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite });

    private PosixSignalRegistration? hangUp;
    private TimeSpan slept;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything else: unhandled, the signal would end the process.
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            causes.Writer.TryWrite(Cause.Signal);
        });
        slept = options.Slept();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        hangUp?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(_ => causes.Writer.TryWrite(Cause.Timer), null, options.Interval, options.Interval);
        using var wake = time.CreateTimer(_ => CheckSleep(), null, options.WakeCheck, options.WakeCheck);
        try
        {
            await foreach (var cause in causes.Reader.ReadAllAsync(stoppingToken))
            {
                readings.Reread(cause);
                reports.SendIfChanged(cause);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private void CheckSleep()
    {
        var now = options.Slept();
        if (now - slept >= Sleep)
        {
            causes.Writer.TryWrite(Cause.Resume);
        }

        slept = now;
    }
}
