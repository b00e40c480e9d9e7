using System.Collections.Concurrent;
using System.Diagnostics;
using Levelset.Agent.Devices;
using Levelset.Agent.Emulation;
using Levelset.Agent.Tests.Deployment;
using Levelset.Processors;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>A machine with an emulated /dev/mshv, on which a test runs true processes.</summary>
internal sealed class EmulatedMachine : IDisposable
{
    private readonly Emulator emulator;
    private readonly List<string> trace = [];
    private readonly ConcurrentBag<int> started = [];

    public EmulatedMachine(
        string kernel = "7.0",
        string profile = "genoa",
        Func<DeviceOperation, uint, FaultEffect?>? faults = null,
        bool needsActive = false)
    {
        emulator = new Emulator(new EmulatorOptions
        {
            Kernel = KernelGeneration.Find(kernel)!,
            Processor = SimulatedProcessor.From(Profile.Find(profile)!),
            Faults = (operation, property) => (Faults ?? faults)?.Invoke(operation, property),
            NeedsActive = needsActive,
            Trace = line =>
            {
                lock (trace)
                {
                    trace.Add(line);
                }
            },
            AgentCommand = AgentCommand,
        });
    }

    /// <summary>What goes wrong from now on, in place of what the constructor was given.</summary>
    public Func<DeviceOperation, uint, FaultEffect?>? Faults { get; set; }

    /// <summary>How a test runs the agent.</summary>
    public static string[] Agent => [.. AgentCommand];

    public IReadOnlyCollection<EmulatedPartition> Live => emulator.Live;

    /// <summary>Every call to the device so far.</summary>
    public IReadOnlyList<string> Trace
    {
        get
        {
            lock (trace)
            {
                return [.. trace];
            }
        }
    }

    private static System.Collections.Immutable.ImmutableArray<string> AgentCommand { get; } =
        [.. BuiltAgent.Command];

    /// <summary>Starts a program with its output redirected.</summary>
    public async Task<Process> StartAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return await StartAsync(start);
    }

    /// <summary>Starts a program as it is told to.</summary>
    public async Task<Process> StartAsync(ProcessStartInfo start)
    {
        var process = await emulator.StartAsync(start, TestContext.Current.CancellationToken);
        started.Add(process.Id);
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] command)
    {
        using var process = await StartAsync(command);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs the agent to its end.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAgentAsync(params string[] arguments) =>
        RunAsync([.. AgentCommand, .. arguments]);

    /// <summary>Waits until exactly so many partitions live.</summary>
    public async Task WaitForLiveAsync(int count)
    {
        while (Live.Count != count)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        // A test that failed may have left some behind.
        foreach (var id in started)
        {
            Kill(id);
        }

        emulator.Dispose();
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }
}
