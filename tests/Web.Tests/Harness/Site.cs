using Grpc.Net.Client;

namespace Levelset.Web.Tests.Harness;

/// <summary>One running service with hosts that agents of the tests speak for.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly TemporaryDirectory directory;
    private readonly List<ScriptedHost> hosts = [];

    // Hosts that report once share a connection.
    private readonly SocketsHttpHandler visits = new();
    private ServiceProcess process;

    private Site(TemporaryDirectory directory, ServiceProcess process)
    {
        this.directory = directory;
        this.process = process;
        Channel = GrpcChannel.ForAddress($"http://{process.Grpc}");
    }

    /// <summary>Where the pages are, with a slash at the end.</summary>
    public Uri Address => new($"http://{process.Http}/");

    /// <summary>To its gRPC port.</summary>
    public GrpcChannel Channel { get; private set; }

    /// <summary>Pools over gRPC.</summary>
    public PoolService.PoolServiceClient Pools => new(Channel);

    /// <summary>Hosts over gRPC.</summary>
    public HostService.HostServiceClient Hosts => new(Channel);

    /// <summary>Partitions over gRPC.</summary>
    public PartitionService.PartitionServiceClient Partitions => new(Channel);

    /// <summary>Migrations over gRPC.</summary>
    public MigrationService.MigrationServiceClient Migrations => new(Channel);

    /// <summary>What the service has logged.</summary>
    public string Log => process.Log;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a service with an empty database.</summary>
    public static async Task<Site> StartAsync()
    {
        var directory = new TemporaryDirectory();
        try
        {
            return new Site(directory, await ServiceProcess.StartAsync(directory.In("data"), Cancel));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>A page of this service.</summary>
    public string Url(string path) => new Uri(Address, path).ToString();

    /// <summary>The service stops; nothing listens any more.</summary>
    public async Task StopAsync() => Assert.Equal(0, await process.StopAsync(Cancel));

    /// <summary>The service is there again, where it was and with what it had stored.</summary>
    public async Task StartAgainAsync()
    {
        var (grpc, http, data) = (process.Grpc, process.Http, process.Data);
        await process.DisposeAsync();
        Channel.Dispose();
        process = await ServiceProcess.StartAsync(data, grpc, http, Cancel);
        Channel = GrpcChannel.ForAddress($"http://{process.Grpc}");
    }

    /// <summary>A new host whose agent stays connected; it has said hello and has reported nothing.</summary>
    public async Task<ScriptedHost> ConnectAsync(string id, Machine machine, string displayName = "")
    {
        var host = new ScriptedHost(GrpcChannel.ForAddress($"http://{process.Grpc}"), id, machine);
        lock (hosts)
        {
            hosts.Add(host);
        }

        await host.ConnectAsync(displayName);
        return host;
    }

    /// <summary>A new host that has reported.</summary>
    public async Task<ScriptedHost> ReportAsync(string id, Machine machine, string displayName = "")
    {
        var host = await ConnectAsync(id, machine, displayName);
        await host.ReportAsync();
        return host;
    }

    /// <summary>A new host that has reported and whose agent has gone; it is silent after a while.</summary>
    public async Task VisitAsync(string id, Machine machine)
    {
        var channel = GrpcChannel.ForAddress($"http://{process.Grpc}", new GrpcChannelOptions { HttpHandler = visits });
        await using var host = new ScriptedHost(channel, id, machine);
        await host.ConnectAsync("");
        await host.ReportAsync();
    }

    /// <summary>A pool without members.</summary>
    public async Task<Pool> CreatePoolAsync(string id, string displayName = "", PoolPolicy? policy = null) =>
        await Pools.CreatePoolAsync(
            new CreatePoolRequest { PoolId = id, Pool = new Pool { DisplayName = displayName, Policy = policy } },
            cancellationToken: Cancel);

    /// <summary>Hosts join, as one change.</summary>
    public async Task<PoolChange> AddAsync(string pool, params IEnumerable<string> ids) =>
        await Pools.AddHostsAsync(
            new AddHostsRequest { Pool = $"pools/{pool}", Hosts = { ids.Select(id => $"hosts/{id}") } },
            cancellationToken: Cancel);

    /// <summary>Hosts leave, as one change.</summary>
    public async Task<PoolChange> RemoveAsync(string pool, params IEnumerable<string> ids) =>
        await Pools.RemoveHostsAsync(
            new RemoveHostsRequest { Pool = $"pools/{pool}", Hosts = { ids.Select(id => $"hosts/{id}") } },
            cancellationToken: Cancel);

    /// <summary>A partition of a pool's baseline.</summary>
    public async Task<Partition> CreatePartitionAsync(
        string pool,
        string host,
        string displayName,
        Action<CreatePartitionRequest>? change = null)
    {
        var request = new CreatePartitionRequest { Pool = $"pools/{pool}", Host = $"hosts/{host}", DisplayName = displayName };
        change?.Invoke(request);
        return await Partitions.CreatePartitionAsync(request, cancellationToken: Cancel);
    }

    public async Task<Pool> PoolAsync(string id) =>
        await Pools.GetPoolAsync(new GetPoolRequest { Name = $"pools/{id}" }, cancellationToken: Cancel);

    public async Task<Host> HostAsync(string id) =>
        await Hosts.GetHostAsync(new GetHostRequest { Name = $"hosts/{id}" }, cancellationToken: Cancel);

    /// <summary>Changes what an operator says of a host.</summary>
    public async Task<Host> UpdateHostAsync(string id, params (string Field, Action<Host> Set)[] changes)
    {
        var request = new UpdateHostRequest { Host = new Host { Name = $"hosts/{id}" }, UpdateMask = new() };
        foreach (var (field, set) in changes)
        {
            request.UpdateMask.Paths.Add(field);
            set(request.Host);
        }

        return await Hosts.UpdateHostAsync(request, cancellationToken: Cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (directory)
        {
            await Task.WhenAll(hosts.Select(host => host.DisposeAsync().AsTask()));
            Channel.Dispose();
            visits.Dispose();
            await using (process)
            {
                var exitCode = await process.StopAsync(CancellationToken.None);
                var faults = process.Log.Split('\n').Where(line => line.Contains("fail: ", StringComparison.Ordinal)).ToList();
                Assert.True(exitCode == 0, $"the service ended with {exitCode}\n{process.Log}");
                Assert.True(faults.Count == 0, $"the service logged errors that no test expects:\n{string.Join('\n', faults)}");
            }
        }
    }
}
