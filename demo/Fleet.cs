using Grpc.Core;
using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Demo;

/// <summary>The service and six agents as processes of this machine, and a connection to the service.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>The profiles beside this machine: server processors that fleets have.</summary>
    private static readonly string[] Profiles = ["cascade-lake", "ice-lake-sp", "emerald-rapids", "milan", "genoa"];

    private readonly DemoOptions options;
    private readonly string directory;
    private readonly List<ChildProcess> processes = [];

    private Fleet(DemoOptions options, string directory)
    {
        this.options = options;
        this.directory = directory;
        Channel = GrpcChannel.ForAddress($"http://{options.Grpc}");
    }

    /// <summary>To the service.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>This machine's host id.</summary>
    public string ThisMachine { get; } = "this-machine";

    /// <summary>Starts everything.</summary>
    public static async Task<Fleet> StartAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("levelset-").FullName;

        // As root the database belongs to another account, which must be able to pass through.
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_001_001);
        var fleet = new Fleet(options, directory);
        try
        {
            await Progress.StepAsync("Starting the service and its database", () => fleet.StartServiceAsync(cancellationToken));
            await Progress.StepAsync("Starting six agents", () => fleet.StartAgentsAsync(cancellationToken));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws when a process has ended.</summary>
    public void RequireRunning() => processes.ForEach(process => process.RequireRunning());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();

        // The service goes last, so that agents take their leave of it.
        await Task.WhenAll(processes.Skip(1).Select(process => process.DisposeAsync().AsTask()));
        await Task.WhenAll(processes.Take(1).Select(process => process.DisposeAsync().AsTask()));
        Directory.Delete(directory, recursive: true);
    }

    private async Task StartServiceAsync(CancellationToken cancellationToken)
    {
        IEnumerable<string> database = options.Database is null
            ? ["--data", options.Data ?? Path.Combine(directory, "data")]
            : ["--database", options.Database];
        processes.Add(ChildProcess.Start(
            "levelset-api",
            options.Api,
            Path.Combine(directory, "api.log"),
            ["--grpc", options.Grpc, "--http", options.Http, .. database]));
        var health = new Grpc.Health.V1.Health.HealthClient(Channel);
        await Progress.UntilAsync(
            async token =>
            {
                try
                {
                    var answer = await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest(), cancellationToken: token);
                    return answer.Status == Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving;
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
                {
                    return false;
                }
            },
            "the service does not respond",
            RequireRunning,
            cancellationToken);
    }

    private async Task StartAgentsAsync(CancellationToken cancellationToken)
    {
        StartAgent(ThisMachine, []);
        foreach (var profile in Profiles)
        {
            StartAgent(profile, ["--device", "simulated", "--profile", profile]);
        }

        var hosts = new HostService.HostServiceClient(Channel);
        await Progress.UntilAsync(
            async token =>
            {
                var list = await hosts.ListHostsAsync(new ListHostsRequest(), cancellationToken: token);
                return Profiles.Append(ThisMachine).All(id => list.Hosts.Any(host =>
                    host.Name == $"hosts/{id}" && host.State is Host.Types.State.Ready or Host.Types.State.Quarantined));
            },
            "not all agents have reported",
            RequireRunning,
            cancellationToken);
    }

    private void StartAgent(string id, IEnumerable<string> device) =>
        processes.Add(ChildProcess.Start(
            $"the agent of {id}",
            options.Agent,
            Path.Combine(directory, $"{id}.log"),
            [
                "run", "--service", $"http://{options.Grpc}", "--host-id", id,
                "--socket", Path.Combine(directory, id, "agent.sock"), "--state-dir", Path.Combine(directory, "state"), .. device,
            ]));
}
