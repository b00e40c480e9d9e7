using System.Diagnostics;
using Levelset.Agent.Tests.Deployment;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>The agent as a process of its own.</summary>
public sealed class ProcessTests
{
    [Theory(Timeout = 300_000)]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Run_StoppedBySignal_ExitsWith0AndRemovesItsSocket(string signal)
    {
        using var directory = new TemporaryDirectory();
        using var agent = Start("run", "--profile", "genoa", "--host-id", "h1", "--service", "http://127.0.0.1:1", "--socket", directory["a.sock"], "--state-dir", directory["state"]);
        var announced = await ReadUntilAsync(agent.StandardError, "[5101]");
        Assert.True(File.Exists(directory["a.sock"]));

        using var kill = Process.Start("kill", [$"-{signal}", $"{agent.Id}"]);
        await ReadUntilAsync(agent.StandardError, null);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("SIMULATED", announced, StringComparison.Ordinal);
        Assert.Equal(0, agent.ExitCode);
        Assert.False(File.Exists(directory["a.sock"]));
    }

    [Fact(Timeout = 300_000)]
    public async Task Run_HungUp_ReadsTheHostAgainAndLivesOn()
    {
        using var directory = new TemporaryDirectory();
        using var agent = Start("run", "--profile", "genoa", "--host-id", "h1", "--service", "http://127.0.0.1:1", "--socket", directory["a.sock"], "--state-dir", directory["state"]);
        await ReadUntilAsync(agent.StandardError, "[5101]");

        for (var i = 0; i < 2; i++)
        {
            using var kill = Process.Start("kill", ["-HUP", $"{agent.Id}"]);
            Assert.Contains("unchanged", await ReadUntilAsync(agent.StandardError, "[5110]"), StringComparison.Ordinal);
        }

        Assert.False(agent.HasExited);
        agent.Kill();
        await ReadUntilAsync(agent.StandardError, null);
    }

    [Fact(Timeout = 300_000)]
    public async Task Run_SecondOnOneSocket_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        string[] arguments = ["run", "--profile", "genoa", "--service", "http://127.0.0.1:1", "--socket", directory["a.sock"], "--state-dir", directory["state"]];
        using var first = Start([.. arguments, "--host-id", "h1"]);
        await ReadUntilAsync(first.StandardError, "[5101]");

        using var second = Start([.. arguments, "--host-id", "h2"]);
        var error = await ReadUntilAsync(second.StandardError, null);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another agent", error, StringComparison.Ordinal);
        Assert.True(File.Exists(directory["a.sock"]));
        first.Kill();
        await ReadUntilAsync(first.StandardError, null);
    }

    [Fact(Timeout = 300_000)]
    public async Task Run_SocketOfAKilledAgent_IsTakenOver()
    {
        using var directory = new TemporaryDirectory();
        string[] arguments =
            ["run", "--profile", "genoa", "--host-id", "h1", "--service", "http://127.0.0.1:1", "--socket", directory["a.sock"], "--state-dir", directory["state"]];
        using var first = Start(arguments);
        await ReadUntilAsync(first.StandardError, "[5101]");
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(directory["a.sock"]));

        using var second = Start(arguments);
        await ReadUntilAsync(second.StandardError, "[5101]");
        var (exitCode, output, _) = await Commands.Agent.RunAsync("partitions", "--socket", directory["a.sock"]);
        second.Kill();
        await ReadUntilAsync(second.StandardError, null);

        Assert.Equal(0, exitCode);
        Assert.Contains("no partitions", output, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(BuiltAgent.Command[0], [.. BuiltAgent.Command[1..], .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Reads up to a line with this text, or to the end.</summary>
    private static async Task<string> ReadUntilAsync(StreamReader reader, string? text)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(line);
            if (text is not null && line.Contains(text, StringComparison.Ordinal))
            {
                return string.Join('\n', lines);
            }
        }

        Assert.True(text is null, $"the agent ended before '{text}':\n{string.Join('\n', lines)}");
        return string.Join('\n', lines);
    }
}
