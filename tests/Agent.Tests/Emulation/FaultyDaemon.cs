using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Levelset.Agent.Control;
using Levelset.Agent.Mapping;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Deployment;
using Levelset.AgentV1;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Tests;
using Levelset.Processors;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>The agent's daemon as a process of its own on an emulated machine, assigned to a pool by a service of the test.</summary>
internal sealed class FaultyDaemon : IAsyncDisposable
{
    /// <summary>The processor of the machine.</summary>
    public const string Profile = "genoa";

    /// <summary>SYNTHETIC_PROC_FEATURES that every partition of the pool is given.</summary>
    public const ulong Synthetic = 0x3F;

    private readonly TemporaryDirectory directory;
    private readonly FakeService service;
    private readonly Process process;
    private readonly ControlClient control;
    private readonly Channel<string> log = Channel.CreateUnbounded<string>();
    private readonly Task reading;

    private FaultyDaemon(EmulatedMachine machine, FakeService service, Process process, TemporaryDirectory directory)
    {
        Machine = machine;
        this.service = service;
        this.process = process;
        this.directory = directory;
        control = new ControlClient(directory["agent.sock"]);
        reading = ReadLogAsync();
    }

    public EmulatedMachine Machine { get; }

    /// <summary>What a partition without further wishes is to show.</summary>
    public static FeatureSet Baseline { get; } = MakeBaseline();

    /// <summary>Starts it and waits until it has its assignment.</summary>
    public static async Task<FaultyDaemon> StartAsync(EmulatedMachine machine)
    {
        var directory = new TemporaryDirectory();
        var service = await FakeService.StartAsync();
        var process = await machine.StartAsync(
        [
            .. BuiltAgent.Command, "run", "--device", "mshv", "--host-id", "h1", "--service", service.Address,
            "--socket", directory["agent.sock"], "--state-dir", directory["state"],
        ]);
        var (stream, _, report) = await service.WelcomeAsync();
        Assert.Equal(Processors.Profile.Find(Profile)!.Supported.ToWire(), report.Supported);
        await stream.SendAsync(new V1.ServiceMessage
        {
            MessageId = "assignment",
            Assignment = new V1.Assignment
            {
                Pool = "pools/p",
                Generation = 1,
                Baseline = Baseline.ToWire(),
                EarlyProperties = { new V1.EarlyProperty { Code = 0x00010001, Value = Synthetic } },
            },
        });
        var daemon = new FaultyDaemon(machine, service, process, directory);
        while ((await daemon.StatusAsync()).Assignment?.Pool != "pools/p")
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return daemon;
    }

    /// <summary>Has it create a partition; answers what it said, and the partition where there is one.</summary>
    public async Task<(string Answer, HeldPartition? Partition)> CreateAsync()
    {
        try
        {
            var partition = await control.CreatePartitionAsync(
                new CreatePartitionRequest { DisplayName = "x" }, TestContext.Current.CancellationToken);
            return ("created", partition);
        }
        catch (AgentException exception)
        {
            return (exception.Message, null);
        }
    }

    /// <summary>Has it close one, and waits until the device knows.</summary>
    public async Task CloseAsync(HeldPartition partition)
    {
        await control.ClosePartitionAsync(partition.Name, TestContext.Current.CancellationToken);
        await Machine.WaitForLiveAsync(0);
    }

    /// <summary>Has it read the host again; answers the line that it logged.</summary>
    public async Task<string> ReadAgainAsync()
    {
        using var kill = Process.Start("kill", ["-HUP", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await foreach (var line in log.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            var at = new[] { "[5108] ", "[5109] ", "[5110] ", "[5111] " }.Select(id => line.IndexOf(id, StringComparison.Ordinal)).Max();
            if (at >= 0)
            {
                return line[(at + "[5108] ".Length)..];
            }
        }

        throw new InvalidOperationException("the daemon has ended");
    }

    /// <summary>What it says of itself.</summary>
    public Task<GetStatusResponse> StatusAsync() => control.GetStatusAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        await reading;
        process.Dispose();
        await service.DisposeAsync();
        directory.Dispose();
    }

    // All the time: a daemon whose log nobody reads stands still once the pipe is full.
    private async Task ReadLogAsync()
    {
        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            log.Writer.TryWrite(line);
        }

        log.Writer.Complete();
    }

    // Less than the host offers, so that every word has something to switch off.
    private static FeatureSet MakeBaseline()
    {
        var supported = Processors.Profile.Find(Profile)!.Supported;
        var catalogue = Catalogue.For(supported.Architecture);
        catalogue.ParseNames(["avx512", "nested_virt", "sse4a", "sha"], out var without);
        return Core.Catalogues.Closure.Of(supported.Except(without), catalogue).Features;
    }
}
