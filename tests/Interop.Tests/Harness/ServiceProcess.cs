using System.Globalization;
using System.Text.RegularExpressions;

namespace Levelset.Interop.Tests.Harness;

/// <summary>
/// The real levelset-api on loopback ports of the system's choice, with a private PostgreSQL in a data directory of its own.
/// </summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const string AnyPort = "127.0.0.1:0";

    private readonly ChildProcess process;

    private ServiceProcess(ChildProcess process, string data)
    {
        this.process = process;
        Data = data;
    }

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    /// <summary>HOST:PORT of gRPC.</summary>
    public string Grpc { get; private set; } = "";

    /// <summary>HOST:PORT of HTTP.</summary>
    public string Http { get; private set; } = "";

    /// <summary>Everything that it has written.</summary>
    public string Log => process.Transcript;

    /// <summary>The lines of its standard output so far.</summary>
    public IReadOnlyList<string> Lines => process.Output.Split('\n');

    /// <summary>Starts the service and returns once it says that it is ready.</summary>
    public static Task<ServiceProcess> StartAsync(string data, CancellationToken cancellationToken) =>
        StartAsync(data, AnyPort, AnyPort, cancellationToken);

    /// <summary>Starts the service where another was, and returns once it says that it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(
        string data,
        string grpc,
        string http,
        CancellationToken cancellationToken)
    {
        Prerequisite.RequirePostgres();
        var service = Start(data, grpc, http);
        try
        {
            await service.BecomeReadyAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service through a command of the caller's, and returns once it says that it is ready.</summary>
    /// <param name="data">Its data directory.</param>
    /// <param name="command">The program to run, and its arguments.</param>
    /// <param name="environment">Variables beside those that name directory and ports.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ServiceProcess> StartAsync(
        string data,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        Prerequisite.RequirePostgres();
        var variables = new Dictionary<string, string>(environment)
        {
            ["LEVELSET_DATA"] = data,
            ["LEVELSET_GRPC"] = AnyPort,
            ["LEVELSET_HTTP"] = AnyPort,
        };
        var service = new ServiceProcess(ChildProcess.Start(command[0], command.Skip(1), variables), data);
        try
        {
            await service.BecomeReadyAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service; it is not ready yet.</summary>
    public static ServiceProcess Start(string data, string grpc = AnyPort, string http = AnyPort)
    {
        var environment = new Dictionary<string, string>
        {
            ["LEVELSET_DATA"] = data,
            ["LEVELSET_GRPC"] = grpc,
            ["LEVELSET_HTTP"] = http,
        };
        return new ServiceProcess(ChildProcess.Start(Repository.Service, [], environment), data);
    }

    /// <summary>Returns once a line of its standard output has a text; what is written for a call may come after its answer.</summary>
    public Task UntilLineAsync(string text, CancellationToken cancellationToken) => process.UntilOutputAsync(text, cancellationToken);

    /// <summary>Asks it to stop; returns its exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken)
    {
        process.Terminate();
        return process.WaitAsync(cancellationToken);
    }

    /// <summary>The processes of its private PostgreSQL: their command lines by id.</summary>
    public IReadOnlyDictionary<int, string> PostgresProcesses() =>
        Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), CommandLine: CommandLine(name!)))
            .Where(process => process.CommandLine.Contains("postgres", StringComparison.Ordinal)
                && process.CommandLine.Contains(Data, StringComparison.Ordinal))
            .ToDictionary(process => process.Id, process => process.CommandLine);

    /// <summary>Keeps its private PostgreSQL from doing anything until the result is disposed.</summary>
    public IDisposable HoldPostgres()
    {
        var id = File.ReadLines(Path.Combine(Data, "postgresql", "postmaster.pid")).First();
        return new HeldProcess(int.Parse(id, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        await process.DisposeAsync();

        // A service that failed its test leaves nothing either.
        foreach (var id in PostgresProcesses().Keys)
        {
            _ = Signals.TrySend(id, Signals.SIGKILL);
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine("/proc", process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It ended in between.
            return "";
        }
    }

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        await process.UntilOutputAsync("listening on", cancellationToken);
        var addresses = Listening().Match(process.Output);
        Grpc = addresses.Groups[1].Value;
        Http = addresses.Groups[2].Value;
        using var http = new HttpClient();
        await Poll.UntilAsync(
            async () =>
            {
                using var response = await http.GetAsync(new Uri($"http://{Http}/readyz"), cancellationToken);
                return response.IsSuccessStatusCode;
            },
            "/readyz",
            () => Log,
            cancellationToken);
    }

    [GeneratedRegex(@"listening on http://(\S+) and http://(\S+?),")]
    private static partial Regex Listening();
}
