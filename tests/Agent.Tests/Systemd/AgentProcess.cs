using System.Diagnostics;
using System.Text.Json;
using Levelset.Agent.Mapping;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Deployment;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Emulator.Tests;

namespace Levelset.Agent.Tests.Systemd;

/// <summary>The agent as a process on an emulated machine, with places of its own that outlive it.</summary>
internal sealed class AgentProcess(EmulatedMachine machine, string service) : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly List<string> log = [];
    private Process? process;

    public int Id => process!.Id;

    /// <summary>What a test puts beside it.</summary>
    public string this[string name] => directory[name];

    public string StatePath => directory["state"];

    public string HandoverPath => Path.Combine(directory["handover"], "handover.sock");

    public string SocketPath => directory["agent.sock"];

    /// <summary>More options of "run".</summary>
    public string[] Options { get; init; } = [];

    public string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log);
            }
        }
    }

    /// <summary>Starts it; returns once its socket listens.</summary>
    public async Task StartAsync(TestServiceManager? manager = null)
    {
        string[] arguments =
        [
            "run", "--host-id", "h1", "--service", service, "--socket", SocketPath, "--state-dir", StatePath,
            "--handover-socket", HandoverPath, .. Options,
        ];
        process?.Dispose();

        // Other users must be able to come to the handover socket.
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_001_001);
        process = manager is null
            ? await machine.StartAsync([.. BuiltAgent.Command, .. arguments])
            : await manager.StartAsync(machine, arguments);
        var started = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.Add(line.Data ?? "(end)");
            }

            if (line.Data is null || line.Data.Contains("[5100]", StringComparison.Ordinal))
            {
                started.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("[5100]", Log, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Commands.Agent.RunAsync([.. arguments, "--socket", SocketPath]);

    public async Task<JsonElement> RunJsonAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return JsonDocument.Parse(output).RootElement;
    }

    public async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await RunJsonAsync("partitions")).EnumerateArray().Select(partition => partition.GetProperty("name").GetString()!)];

    /// <summary>To a pool of everything that the host offers but aes.</summary>
    public static V1.Assignment Assignment() => new()
    {
        Pool = "pools/a",
        Generation = 3,
        Baseline = Baseline.ToWire(),
        ReservedBits = V1.PoolPolicy.Types.ReservedBits.HypervisorDefault,
        HostState = V1.Host.Types.State.Ready,
    };

    /// <summary>The next stream, with the host assigned to a pool of everything that it offers but aes.</summary>
    public static async Task<(FakeStream Stream, V1.Hello Hello)> AssignAsync(FakeService fake)
    {
        var (stream, hello, _) = await fake.WelcomeAsync();
        await stream.SendAsync(new V1.ServiceMessage
        {
            Assignment = Assignment(),
        });
        await stream.ReadAsync();
        return (stream, hello);
    }

    public static FeatureSet Baseline
    {
        get
        {
            Assert.True(Catalogue.X86_64.TryResolve("aes", out var aes));
            return Simulations.SupportedBy("genoa").Except(FeatureSet.Of(Architecture.X86_64, [aes]));
        }
    }

    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit();
        }

        process?.Dispose();
        directory.Dispose();
    }
}
