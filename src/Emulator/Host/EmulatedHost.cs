using System.Diagnostics;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Hypervisor;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Host;

/// <summary>
/// A host with /dev/mshv for the programs that are started on it, and for everything that they start: their calls to the device
/// are answered here by seccomp user notification, all others by the real kernel. Nothing of the real machine changes.
/// </summary>
internal sealed class EmulatedHost : IDisposable
{
    /// <summary>The option under which this program becomes another one; see <see cref="ChildProcess"/>.</summary>
    public const string ChildOption = "--become";

    private readonly EmulatedDriver driver;
    private readonly DescriptorTable<EmulatedFile> descriptors;
    private readonly SystemCallHandler handler;
    private readonly Interceptor interceptor;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("levelset-emulator-");

    /// <summary>Creates a host.</summary>
    public EmulatedHost(EmulatedHostOptions options)
    {
        driver = new EmulatedDriver(options.Kernel, new EmulatedHypervisor(options.Processor), options.Faults, options.NeedsActive);
        descriptors = new DescriptorTable<EmulatedFile>(driver.Release);
        var identity = new KernelIdentity(options.Kernel.Release, directory.FullName);
        handler = new SystemCallHandler(driver, descriptors, identity, options.Trace);
        interceptor = new Interceptor([.. options.Launcher, ChildOption], directory.FullName, Answer);
    }

    /// <summary>The partitions with an open descriptor in any process.</summary>
    public IReadOnlyCollection<EmulatedPartition> Live => driver.Live;

    /// <summary>Starts a program on this host.</summary>
    /// <param name="start">Its file, arguments, environment and streams, as for <see cref="Process"/>.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="SystemCallException">The kernel refused the filter.</exception>
    /// <exception cref="InterceptionException">The program could not be executed.</exception>
    public Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken) =>
        interceptor.StartAsync(start, cancellationToken);

    /// <summary>Removes its files. Programs that still run on it find its device gone.</summary>
    public void Dispose() => directory.Delete(recursive: true);

    private void Answer(SeccompListener calls, in seccomp_notif notification)
    {
        var answer = handler.Handle(notification);
        switch (answer)
        {
            case SystemCallAnswer.ToKernel:
                calls.Continue(notification.id);
                break;
            case SystemCallAnswer.Value value:
                calls.Return(notification.id, value.Result);
                break;
            case SystemCallAnswer.Failure failure:
                calls.Fail(notification.id, failure.Errno);
                break;
            case SystemCallAnswer.OtherFile other:
                using (var file = File.OpenHandle(other.Path))
                {
                    calls.ReturnDescriptor(notification.id, file, closeOnExec: true);
                }

                break;
            case SystemCallAnswer.NewDescriptor added:
                using (var descriptor = descriptors.Add(added.File))
                {
                    calls.ReturnDescriptor(notification.id, descriptor, added.CloseOnExec);
                }

                break;
        }
    }
}
