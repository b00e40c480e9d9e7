using Grpc.Net.Client;
using Levelset.V1;

[assembly: AssemblyFixture(typeof(Levelset.Cli.Tests.Harness.Fleet))]

namespace Levelset.Cli.Tests.Harness;

/// <summary>
/// One service for all tests, with five simulated hosts. pools/intel has cascade-lake and ice-lake-sp and a partition on the
/// latter, and no test changes it. milan and genoa are in no pool; each belongs to one class of tests. emerald-rapids is in none
/// and stays there.
/// </summary>
public sealed class Fleet : IAsyncLifetime
{
    private static readonly string[] Profiles = ["cascade-lake", "ice-lake-sp", "emerald-rapids", "milan", "genoa"];

    private readonly TemporaryDirectory directory = new();
    private readonly List<ChildProcess> agents = [];
    private ServiceProcess? service;
    private GrpcChannel? channel;

    /// <summary>The service's address.</summary>
    public string Address => $"http://{service!.Grpc}";

    /// <summary>HOST:PORT of gRPC.</summary>
    internal string Grpc => service!.Grpc;

    /// <summary>The service, asked past the program under test.</summary>
    public GrpcChannel Channel => channel!;

    /// <summary>The partition on ice-lake-sp, without its collection.</summary>
    public string Partition { get; private set; } = "";

    /// <summary>A directory for the tests' files.</summary>
    internal string In(string name) => directory.In(name);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        service = await ServiceProcess.StartAsync(directory.In("data"), cancel);
        channel = GrpcChannel.ForAddress(Address);
        agents.AddRange(Profiles.Select(profile => ChildProcess.Start(Programs.Agent, [
            "run", "--service", Address, "--host-id", profile, "--device", "simulated", "--profile", profile,
            "--socket", directory.In($"{profile}/agent.sock"), "--state-dir", directory.In($"{profile}/state"),
        ])));
        var hosts = new HostService.HostServiceClient(channel);
        await Poll.UntilAsync(
            async () => (await hosts.ListHostsAsync(new ListHostsRequest(), cancellationToken: cancel)).Hosts
                .Count(host => host.State == Host.Types.State.Ready) == Profiles.Length,
            "every host is ready",
            () => string.Join('\n', agents.Select(agent => agent.Transcript)),
            cancel);
        await PopulateAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (directory)
        {
            channel?.Dispose();
            foreach (var agent in agents)
            {
                agent.Terminate();
                await agent.DisposeAsync();
            }

            if (service is not null)
            {
                await service.DisposeAsync();
            }
        }
    }

    private async Task PopulateAsync(CancellationToken cancel)
    {
        var pools = new PoolService.PoolServiceClient(channel);
        await pools.CreatePoolAsync(new CreatePoolRequest { PoolId = "intel", Pool = new Pool { DisplayName = "Intel" } }, cancellationToken: cancel);
        await pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/intel", Hosts = { "hosts/ice-lake-sp" } }, cancellationToken: cancel);
        var partition = await new PartitionService.PartitionServiceClient(channel).CreatePartitionAsync(
            new CreatePartitionRequest { Pool = "pools/intel", DisplayName = "web", RequestId = "web" },
            cancellationToken: cancel);
        await pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/intel", Hosts = { "hosts/cascade-lake" } }, cancellationToken: cancel);
        Partition = partition.Name["partitions/".Length..];
    }
}
