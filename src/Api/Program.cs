using System.Runtime.InteropServices;
using Levelset.Api.Hosting;

// Registered here, because the command line would end the process two seconds after a signal, with the private cluster
// still running.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
return await ServiceCommand.InvokeAsync(args, ServiceHost.RunAsync, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
