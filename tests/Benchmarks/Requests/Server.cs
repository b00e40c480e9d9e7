using System.Net;
using Levelset.Api.Data.Embedded;
using Levelset.Api.Hosting;
using Levelset.Api.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Levelset.Benchmarks.Requests;

/// <summary>The service as it is, in a process of its own, with one more method that does nothing, and one more page that is ready made.</summary>
internal static class Server
{
    /// <summary>What is put there is what it answers.</summary>
    public const string SameBytes = "/same-bytes";

    /// <summary>Runs until standard input ends. Prints where gRPC listens, where HTTP listens, and how to connect to the database, a line each.</summary>
    public static async Task<int> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("levelset-benchmark-");
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(directory.FullName, durable: true, CancellationToken.None);
            var options = new ServiceOptions { Grpc = new IPEndPoint(IPAddress.Loopback, 0), Http = new IPEndPoint(IPAddress.Loopback, 0) };
            var configuration = ServiceConfiguration.Read([], null, new Dictionary<string, string>(), AppContext.BaseDirectory, isSystemdService: false);
            await using var app = ServiceHost.Build(configuration, options, cluster.ConnectionString, TimeProvider.System);
            app.MapGrpcService<NothingService>();
            MapSameBytes(app);
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

    private static void MapSameBytes(WebApplication app)
    {
        var content = Array.Empty<byte>();
        app.MapPut(SameBytes, async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            content = body.ToArray();
        });
        app.MapGet(SameBytes, () => Results.Bytes(content, "text/html; charset=utf-8"));
    }
}
