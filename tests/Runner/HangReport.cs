using System.Diagnostics;

namespace Levelset.TestRunner;

/// <summary>Writes what a hanging host was doing: its processes, a stack of each thread, and the async methods that wait.</summary>
internal sealed class HangReport(SupervisorOptions options, TextWriter log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private string DumpFile => Path.Combine(options.Results, $"{options.Name}.dmp");

    public async Task WriteAsync(int host, CancellationToken interruption)
    {
        await log.WriteLineAsync("its processes:");
        foreach (var entry in ProcessTree.Descendants())
        {
            await log.WriteLineAsync($"  {entry}");
        }

        if (await RunAsync(["collect", "--process-id", $"{host}", "--type", "Heap", "--output", DumpFile], interruption))
        {
            await log.WriteLineAsync("its threads, then the async methods that wait:");
            await RunAsync(["analyze", DumpFile, "--command", "clrstack -all", "--command", "dumpasync", "--command", "exit"], interruption);
        }
    }

    private async Task<bool> RunAsync(string[] arguments, CancellationToken interruption)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        limit.CancelAfter(Limit);
        using var tool = Process.Start(new ProcessStartInfo("dotnet", ["dotnet-dump", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        tool.StandardInput.Close();
        try
        {
            var copying = Task.WhenAll(CopyAsync(tool.StandardOutput, limit.Token), CopyAsync(tool.StandardError, limit.Token));
            await tool.WaitForExitAsync(limit.Token);
            await copying;
            return tool.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!interruption.IsCancellationRequested)
        {
            await log.WriteLineAsync($"dotnet-dump {arguments[0]} took longer than {Limit.TotalSeconds:0} s");
            tool.Kill(entireProcessTree: true);
            return false;
        }
    }

    private async Task CopyAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await log.WriteLineAsync(line);
        }
    }
}
