using System.Diagnostics;

namespace Levelset.Benchmarks.Requests;

/// <summary>A running service; it ends when this is disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri grpc, Uri http, string database)
    {
        this.process = process;
        Grpc = grpc;
        Http = http;
        Database = database;
    }

    /// <summary>Where gRPC listens.</summary>
    public Uri Grpc { get; }

    /// <summary>Where HTTP listens.</summary>
    public Uri Http { get; }

    /// <summary>Npgsql connection string of its database.</summary>
    public string Database { get; }

    public static async Task<ServerProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ServerProcess).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            start.ArgumentList.RemoveAt(0);
        }

        var process = Process.Start(start)!;
        var grpc = await process.StandardOutput.ReadLineAsync();
        var http = await process.StandardOutput.ReadLineAsync();
        var database = await process.StandardOutput.ReadLineAsync();

        // What it logs from here on is nobody's; a full pipe would hold it up.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return grpc is not null && http is not null && database is not null
            ? new ServerProcess(process, new Uri(grpc), new Uri(http), database)
            : throw new InvalidOperationException("the service did not start");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
