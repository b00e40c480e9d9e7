using System.Runtime.InteropServices;
using System.Threading.Channels;
using Cause = Levelset.V1.FeatureReport.Types.Cause;

namespace Levelset.Agent.Daemon;

/// <summary>
/// Has the host read again on a timer, on SIGHUP and when the machine has woken from suspension: firmware, microcode and the
/// hypervisor may offer something else by then.
/// </summary>
internal sealed class HostPoller(HostReader readings, FeatureReporter reports, HostPollerOptions options, TimeProvider time)
    : IDisposable
{
    // Two clocks are read one after the other; the kernel may run something else in between.
    private static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Cause> causes = Channel.CreateBounded<Cause>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite });

    private PosixSignalRegistration? hangUp;
    private TimeSpan slept;

    /// <summary>Takes note of signals from here on; to be called before anything else, because unhandled they end the process.</summary>
    public void Start()
    {
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            causes.Writer.TryWrite(Cause.Signal);
        });
        slept = options.Slept();
    }

    /// <inheritdoc/>
    public void Dispose() => hangUp?.Dispose();

    /// <summary>Has it read again whenever there is cause to.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = time.CreateTimer(_ => causes.Writer.TryWrite(Cause.Timer), null, options.Interval, options.Interval);
        using var wake = time.CreateTimer(_ => CheckSleep(), null, options.WakeCheck, options.WakeCheck);
        await foreach (var cause in causes.Reader.ReadAllAsync(stopping))
        {
            readings.Reread(cause);
            reports.SendIfChanged(cause);
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
