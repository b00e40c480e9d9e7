using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Levelset.Cli.Tests.Harness;

/// <summary>The program under test as a process of its own, without this machine's own settings.</summary>
/// <param name="Variables">Its environment beside what every run has.</param>
/// <param name="Input">What it reads.</param>
internal sealed record Levelset(IReadOnlyDictionary<string, string> Variables, string Input = "")
{
    /// <summary>It speaks to the fleet's service.</summary>
    public static Levelset To(Fleet fleet) => new(new Dictionary<string, string>
    {
        ["LEVELSET_SERVICE"] = fleet.Address,
        ["XDG_CONFIG_HOME"] = fleet.In("no-configuration"),
        ["LEVELSET_COMPLETION_TIMEOUT"] = "60000",
    });

    /// <summary>It has nothing but a configuration directory.</summary>
    public static Levelset Alone(string configuration) => new(new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = configuration });

    /// <summary>The same with one more variable.</summary>
    public Levelset With(string name, string value) => this with { Variables = new Dictionary<string, string>(Variables) { [name] = value } };

    /// <summary>Starts another program in the environment of this one.</summary>
    public Process Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var key in start.Environment.Keys
            .Where(key => key.StartsWith("LEVELSET_", StringComparison.Ordinal) || key is "NO_COLOR" or "COLUMNS").ToList())
        {
            start.Environment.Remove(key);
        }

        start.Environment["TZ"] = "UTC";
        start.Environment["PATH"] = $"{Programs.Folder("Cli")}:{start.Environment["PATH"]}";
        foreach (var (key, value) in Variables)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public Task<ProcessResult> RunAsync(params IEnumerable<string> arguments) => RunProgramAsync(Programs.Levelset, arguments);

    /// <summary>Runs another program to its end.</summary>
    public async Task<ProcessResult> RunProgramAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Poll.Timeout);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(Input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            var transcript = $"{program} {string.Join(' ', process.StartInfo.ArgumentList)} ended with {process.ExitCode}\n{await output}\n{await errors}";
            return new ProcessResult(process.ExitCode, await output, await errors, transcript);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs it to its end, which must be this one, and returns its output.</summary>
    public async Task<string> OutputAsync(int exitCode, params IEnumerable<string> arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == exitCode, result.Transcript);
        return result.Output;
    }

    /// <summary>Runs it with -o json.</summary>
    public async Task<JsonNode> JsonAsync(params IEnumerable<string> arguments) =>
        JsonNode.Parse(await OutputAsync(0, [.. arguments, "-o", "json"]))!;
}
