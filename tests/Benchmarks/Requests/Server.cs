using System.Net;
using Levelset.Api.Data.Embedded;
using Levelset.Api.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Levelset.Benchmarks.Requests;

/// <summary>The service as it is, in a process of its own, with one more method that does nothing.</summary>
internal static class Server
{
    /// <summary>Runs until standard input ends. Prints where gRPC listens, then how to connect to the database.</summary>
    public static async Task<int> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("levelset-benchmark-");
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(directory.FullName, durable: true, CancellationToken.None);
            var options = new ServiceOptions { Grpc = new IPEndPoint(IPAddress.Loopback, 0), Http = new IPEndPoint(IPAddress.Loopback, 0) };
            await using var app = ServiceHost.Build(options, cluster.ConnectionString, TimeProvider.System);
            app.MapGrpcService<NothingService>();
            await ServiceHost.MigrateAsync(app.Services, CancellationToken.None);
            await app.StartAsync();
            Console.WriteLine(app.Urls.First());
            Console.WriteLine(cluster.ConnectionString);
            await Console.In.ReadToEndAsync();
            await app.StopAsync();
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
