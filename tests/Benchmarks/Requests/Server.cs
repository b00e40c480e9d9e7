using System.Collections.Concurrent;
using System.Net;
using Levelset.Api.Data.Embedded;
using Levelset.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Levelset.Benchmarks.Requests;

/// <summary>The service as it is, in a process of its own, with a method that does nothing and a page that is only bytes.</summary>
internal static class Server
{
    /// <summary>Runs until standard input ends. Prints where gRPC and HTTP listen, then how to connect to the database.</summary>
    public static async Task<int> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("levelset-benchmark-");
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(directory.FullName, durable: true, CancellationToken.None);
            var options = new ServiceOptions { Grpc = new IPEndPoint(IPAddress.Loopback, 0), Http = new IPEndPoint(IPAddress.Loopback, 0) };
            await using var app = ServiceHost.Build(options, cluster.ConnectionString, TimeProvider.System);
            app.MapGrpcService<NothingService>();
            var bytes = new ConcurrentDictionary<int, byte[]>();
            app.MapGet("/bytes/{size:int}", (int size) => Results.Bytes(bytes.GetOrAdd(size, Page), "text/html"));
            await ServiceHost.MigrateAsync(app.Services, CancellationToken.None);
            await app.StartAsync();
            Console.WriteLine(app.Urls.First());
            Console.WriteLine(app.Urls.Last());
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

    private static byte[] Page(int size)
    {
        var page = new byte[size];
        Array.Fill(page, (byte)'x');
        return page;
    }
}
