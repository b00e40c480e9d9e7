using Levelset.Benchmarks.Requests;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Starts a service in a process of its own and measures it. "check", "list" or "page": only the one. "serve": is that service.
const int Size = 1000;
const int AllHosts = 100_000;
if (args is ["serve"])
{
    return await Server.RunAsync();
}

await using var server = await ServerProcess.StartAsync();
if (args is ["page"])
{
    await PoolPage.RunAsync(server.Grpc, server.Http);
    return 0;
}

var fleet = new Fleet(server.Database);
await fleet.CreateAsync();
await fleet.AddHostsAsync(Fleet.PoolCount, Size - 1);
await fleet.AddPartitionsAsync(Fleet.PoolCount, Size - 1);
await using var renewals = new Renewals(fleet);

if (args is ["list"])
{
    await ListAsync();
    return 0;
}

await CheckMigration.RunAsync(server.Grpc, "CheckMigration, pairs of one pool", Size, (a, b) => (a - b) % Fleet.PoolCount == 0);
await CheckMigration.RunAsync(server.Grpc, "CheckMigration, any pairs", Size, (_, _) => true);

if (args is ["check"])
{
    return 0;
}

await ListAsync();
await PoolPage.RunAsync(server.Grpc, server.Http);
return 0;

async Task ListAsync()
{
    await fleet.AddHostsAsync(Size, AllHosts - 1);
    await ListTargets.RunAsync(server.Grpc, fleet, Size, 1000);
    await ListTargets.RunAsync(server.Grpc, fleet, Size, 50);
}
