using System.Diagnostics;
using System.Net.Sockets;
using Levelset.Agent.Interop;

namespace Levelset.Agent.Emulation;

/// <summary>
/// A machine with /dev/mshv for the programs that are started under it, and for all that they start: their calls to the device
/// are answered here by seccomp user notification, everything else is the kernel's. Nothing of the real machine changes.
/// </summary>
internal sealed class Emulator : IDisposable
{
    /// <summary>The command of the agent that becomes the program, once this supervisor listens.</summary>
    public const string ChildCommand = "emulated";

    private readonly EmulatorOptions options;
    private readonly EmulatedDriver driver;
    private readonly DescriptorTable descriptors;
    private readonly SystemCallHandler handler;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("levelset-emulator-");
    private readonly Lock gate = new();
    private int supervisors;

    /// <summary>A machine of its own.</summary>
    public Emulator(EmulatorOptions options)
    {
        this.options = options;
        driver = new EmulatedDriver(options.Kernel, new EmulatedHypervisor(options.Processor), options.Faults, options.NeedsActive);
        descriptors = new DescriptorTable(driver.Release);
        var identity = new MachineIdentity(options.Kernel.Release, directory.FullName);
        handler = new SystemCallHandler(driver, descriptors, identity, options.Trace);
    }

    /// <summary>The partitions that some descriptor of some process keeps alive.</summary>
    public IReadOnlyCollection<EmulatedPartition> Live => driver.Live;

    /// <summary>Starts a program on this machine.</summary>
    /// <param name="start">Its file, arguments, environment and streams, as for <see cref="Process"/>.</param>
    /// <param name="cancellationToken">Gives up before it runs.</param>
    /// <exception cref="MshvException">The kernel refused the filter.</exception>
    /// <exception cref="AgentException">The program could not be executed.</exception>
    public async Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory.FullName, $"{Interlocked.Increment(ref supervisors)}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        var process = Process.Start(Wrap(start, path)) ?? throw new AgentException($"{start.FileName}: could not be started");
        try
        {
            // A child that fails before it connects ends, and says why on its own standard error.
            using var connection = await AcceptAsync(listener, process, cancellationToken);
            var number = new byte[sizeof(int)];
            await connection.ReceiveAsync(number, cancellationToken);
            var calls = SeccompListener.TakeFrom(process.Id, BitConverter.ToInt32(number));
            new Thread(() => Supervise(calls)) { IsBackground = true, Name = $"emulator {process.Id}" }.Start();
            await connection.SendAsync(new byte[1], cancellationToken);
            return process;
        }
        catch
        {
            process.Kill();
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Forgets the machine. Programs that still run on it find its device gone.</summary>
    public void Dispose() => directory.Delete(recursive: true);

    private ProcessStartInfo Wrap(ProcessStartInfo start, string socket)
    {
        var command = options.AgentCommand;
        var wrapped = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = start.RedirectStandardInput,
            RedirectStandardOutput = start.RedirectStandardOutput,
            RedirectStandardError = start.RedirectStandardError,
            WorkingDirectory = start.WorkingDirectory,
        };
        wrapped.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            wrapped.Environment[name] = value;
        }

        foreach (var argument in (string[])[.. command[1..], ChildCommand, socket, "--", start.FileName, .. start.ArgumentList])
        {
            wrapped.ArgumentList.Add(argument);
        }

        return wrapped;
    }

    private static async Task<Socket> AcceptAsync(Socket listener, Process process, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = listener.AcceptAsync(ended.Token).AsTask();
        var exiting = process.WaitForExitAsync(ended.Token);
        var first = await Task.WhenAny(accepting, exiting);
        if (first == accepting)
        {
            var connection = await accepting;
            await ended.CancelAsync();
            return connection;
        }

        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        throw new AgentException($"the program ended with {process.ExitCode} before it ran");
    }

    /// <summary>Answers one family of processes until its last one has ended.</summary>
    private void Supervise(SeccompListener calls)
    {
        using (calls)
        {
            while (calls.Receive() is { } notification)
            {
                Answer(calls, notification);
            }
        }
    }

    private void Answer(SeccompListener calls, in seccomp_notif notification)
    {
        // Several families share one machine.
        lock (gate)
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
}
