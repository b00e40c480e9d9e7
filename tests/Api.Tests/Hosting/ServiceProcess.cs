using System.Diagnostics;
using System.Text.RegularExpressions;
using Grpc.Net.Client;

namespace Levelset.Api.Tests.Hosting;

/// <summary>A real levelset-api with its private PostgreSQL.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly List<Task> reading = [];

    private ServiceProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public Uri Grpc { get; private set; } = new("http://localhost");

    /// <summary>Starts it; returns when it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(string data, params string[] arguments)
    {
        var service = new ServiceProcess(Process.Start(Describe(data, arguments))!);
        while (await service.process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                service.Grpc = new Uri(match.Groups[1].Value);

                // What it says stands with the test's failure; and whoever does not read holds up who writes.
                service.reading.AddRange(
                    ((StreamReader[])[service.process.StandardOutput, service.process.StandardError])
                        .Select(reader => FollowAsync(reader, $"levelset-api {service.Id}")));
                return service;
            }
        }

        throw new InvalidOperationException(await service.process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Starts it where it must refuse.</summary>
    public static async Task<(int ExitCode, string Error)> RefusedAsync(string data, params string[] arguments)
    {
        using var process = Process.Start(Describe(data, arguments))!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }

    public GrpcChannel Channel() => GrpcChannel.ForAddress(Grpc);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    /// <summary>SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await EndAsync();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private async Task EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(reading);
    }

    private static async Task FollowAsync(StreamReader reader, string name)
    {
        var output = TestContext.Current.TestOutputHelper!;
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            output.WriteLine($"{name}: {line}");
        }
    }

    private static ProcessStartInfo Describe(string data, params string[] arguments)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "levelset-api"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "../../..")) },
        };
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("LEVELSET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(key);
        }

        string[] free = ["--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"];
        foreach (var argument in (string[])["--data", data, .. arguments.Length > 0 ? arguments : free])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    [GeneratedRegex(@"listening on (http://\S+) and ")]
    private static partial Regex Listening();
}
