using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Levelset.Core.Features;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Host;
using Levelset.Emulator.Hypervisor;
using Levelset.Processors;

namespace Levelset.Emulator.Tests;

/// <summary>A machine with an emulated /dev/mshv, on which a test runs true processes.</summary>
internal sealed class EmulatedMachine : IDisposable
{
    private readonly EmulatedHost host;
    private readonly List<string> trace = [];
    private readonly ConcurrentBag<int> started = [];

    public EmulatedMachine(
        string kernel = "7.0",
        string profile = "genoa",
        Func<DeviceOperation, uint, FaultEffect?>? faults = null,
        bool needsActive = false)
    {
        host = new EmulatedHost(new EmulatedHostOptions
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
            Launcher = [.. Emulator],
        });
    }

    /// <summary>What goes wrong from now on, in place of what the constructor was given.</summary>
    public Func<DeviceOperation, uint, FaultEffect?>? Faults { get; set; }

    /// <summary>The command that runs the emulator as it was built.</summary>
    public static string[] Emulator { get; } =
    [
        "dotnet",
        typeof(EmulatedMachine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Emulator").Value!,
    ];

    public IReadOnlyCollection<EmulatedPartition> Live => host.Live;

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
        var process = await host.StartAsync(start, TestContext.Current.CancellationToken);
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

        host.Dispose();
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
