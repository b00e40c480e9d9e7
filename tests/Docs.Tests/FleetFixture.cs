using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Levelset.Docs.Tests.FleetFixture))]
[assembly: Trait("Length", "long")]

namespace Levelset.Docs.Tests;

/// <summary>
/// What the documents assume to be running: the six hosts of ./run, on free ports; and two more ports for a service that a document
/// starts. It is started by the first test that needs it.
/// </summary>
public sealed class FleetFixture : IAsyncDisposable
{
    private readonly Lazy<Task> started;
    private const string DocumentedDirectory = "/tmp/levelset-agent-doc";

    private readonly string output = Path.GetTempFileName();
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"levelset-docs-{System.Environment.ProcessId}");
    private readonly string grpc = $"127.0.0.1:{FreePort()}";
    private readonly string http = $"127.0.0.1:{FreePort()}";
    private readonly string otherGrpc = $"127.0.0.1:{FreePort()}";
    private readonly string otherHttp = $"127.0.0.1:{FreePort()}";
    private Process? fleet;

    public FleetFixture() => started = new(StartOnceAsync);

    /// <summary>The environment of every command.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    /// <summary>
    /// Makes the directory in which this run has what the documents keep in one of their own. Open to other accounts, so that a
    /// private PostgreSQL can live in it.
    /// </summary>
    public void CreateDirectory()
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_001_001);
    }

    /// <summary>Ends the agents of a document that no later command of it has stopped, and deletes the directory.</summary>
    public async Task DeleteDirectoryAsync()
    {
        await Shell.RunAsync(
            $"for pid in {directory}/*.pid; do [ -e \"$pid\" ] && kill \"$(cat \"$pid\")\"; done; true",
            Environment,
            CancellationToken.None);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Returns once the hosts are there.</summary>
    public Task StartAsync() => started.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (fleet is not null)
        {
            await Shell.StopAsync(fleet);
        }

        File.Delete(output);
    }

    /// <summary>A command of a document, or its output, for the ports and the directory of this run.</summary>
    public string Localize(string command) =>
        command
            .Replace(DocumentedDirectory, directory, StringComparison.Ordinal)
            .Replace("127.0.0.1:5081", grpc, StringComparison.Ordinal)
            .Replace("127.0.0.1:5080", http, StringComparison.Ordinal)
            .Replace("127.0.0.1:6081", otherGrpc, StringComparison.Ordinal)
            .Replace("127.0.0.1:6080", otherHttp, StringComparison.Ordinal);

    private async Task StartOnceAsync()
    {
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = string.Join(
                ':',
                Repository.Output("src/Agent"),
                Repository.Output("src/Api"),
                Repository.Output("src/Cli"),
                Repository.Output("src/Emulator"),
                Path.Combine(Repository.Root, "tests/Interop.Tests/node_modules/.bin"),
                System.Environment.GetEnvironmentVariable("PATH")),
            ["STORY_DIRECTORY"] = directory,
            ["LEVELSET_SERVICE"] = $"http://{grpc}",
            ["LEVELSET_GRPC"] = $"127.0.0.1:{FreePort()}",
            ["LEVELSET_HTTP"] = $"127.0.0.1:{FreePort()}",
        };
        await InstallBufAsync();
        var demo = $"exec {Repository.Output("demo")}/levelset-demo --grpc {grpc} --http {http}"
            + $" --api {Repository.Output("src/Api")}/levelset-api --agent {Repository.Output("src/Agent")}/levelset-agent";
        fleet = Shell.Start(demo, output, Environment);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await File.ReadAllTextAsync(output, deadline.Token)).Contains("Ctrl-C stops everything", StringComparison.Ordinal))
        {
            Assert.False(fleet.HasExited, await File.ReadAllTextAsync(output, CancellationToken.None));
            await Task.Delay(100, deadline.Token);
        }
    }

    private static async Task InstallBufAsync()
    {
        // Interop.Tests does the same, and may run at the same time.
        const string Install = """
            cd tests/Interop.Tests && flock package-lock.json \
                sh -c '[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund'
            """;
        var (exitCode, output) = await Shell.RunAsync(
            Install,
            new Dictionary<string, string>(),
            TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"buf could not be installed with npm: {output}");
    }

    // Not one of those that the kernel gives to whoever asks for any: another process could have it before the service does.
    private static int FreePort()
    {
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t');
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(1024, int.Parse(range[0], CultureInfo.InvariantCulture)));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
