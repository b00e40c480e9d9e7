using System.CommandLine;
using System.Runtime.InteropServices;
using Levelset.Api.Hosting;

// Registered here, because the command line would end the process two seconds after a signal, with the private cluster
// still running.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await ServiceOptionsReader.Command(ServiceHost.RunAsync).Parse(args).InvokeAsync(configuration, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
