using System.Runtime.InteropServices;
using Levelset.TestHost;

namespace Levelset.TestRunner;

/// <summary>
/// Turns the signals that end a program into cancellation, so that the processes of a run end before it. What was ignored when this
/// program started, such as SIGHUP under nohup, stays ignored.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;

    public Interruption()
    {
        registrations =
        [
            .. new[] { (1, PosixSignal.SIGHUP), (2, PosixSignal.SIGINT), (3, PosixSignal.SIGQUIT), (15, PosixSignal.SIGTERM) }
                .Where(signal => !SignalDispositions.IsIgnored(signal.Item1))
                .Select(signal => PosixSignalRegistration.Create(signal.Item2, Cancel)),
        ];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        source.Cancel();
    }
}
