using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Levelset.Agent.Mapping;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Devices;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Deployment;

/// <summary>What is published behaves as what is built.</summary>
[Trait("Length", "long")]
public sealed partial class PublishTests(PublishedAgents agents)
{
    private const int Limit = 600_000;

    [Theory(Timeout = Limit)]
    [InlineData("linux-x64", "--version")]
    [InlineData("linux-x64", "--help")]
    [InlineData("linux-x64", "probe --profile genoa")]
    [InlineData("linux-x64", "probe --profile neoverse-n2 --json")]
    [InlineData("linux-x64", "create --print-struct --profile turin --nested --synthetic 0x3")]
    [InlineData("linux-x64", "create --early nonsense")]
    [InlineData("portable", "--version")]
    [InlineData("portable", "probe --profile neoverse-n2")]
    [InlineData("portable", "create --print-struct --profile neoverse-n2 --json")]
    public async Task Command_Published_SaysTheSame(string kind, string arguments)
    {
        SkipElsewhere(kind);

        var built = await RunAsync("built", arguments.Split(' '));
        var published = await RunAsync(kind, arguments.Split(' '));

        // Behind the plus sign stands the commit, which need not be the same: only what has changed is published again.
        Assert.Equal(built with { Output = Commit().Replace(built.Output, "") }, published with { Output = Commit().Replace(published.Output, "") });
    }

    [Theory(Timeout = Limit)]
    [InlineData("linux-x64")]
    [InlineData("portable")]
    public async Task Daemon_Published_ReportsCreatesAndListsAsTheBuiltOne(string kind)
    {
        SkipElsewhere(kind);

        Assert.Equal(await LiveAsync("built"), await LiveAsync(kind));
    }

    [Fact(Timeout = Limit)]
    public async Task SingleFiles_AgentAndEmulator_AreOneFileEachOfASizeThatStaysAsItIs()
    {
        SkipElsewhere("linux-x64");

        var agent = new FileInfo((await agents.CommandAsync("linux-x64"))[0]);
        var files = agent.Directory!.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();

        Assert.Equal(["levelset-agent", "levelset-emulator"], files.Select(file => file.Name));
        Assert.Empty(agent.Directory.GetDirectories());
        Assert.All(files, file => Assert.InRange(file.Length, 1, 40_000_000));
    }

    [Theory(Timeout = Limit)]
    [InlineData("linux-x64")]
    [InlineData("portable")]
    public async Task Emulate_EmulatorBesideTheAgent_RunsTheProgramThere(string kind)
    {
        SkipElsewhere(kind);

        var (exitCode, output, error) = await RunAsync(
            kind, ["emulate", "--kernel", "6.19", "--profile", "milan", "--", "sh", "-c", "test -c /dev/mshv && uname -r; exit 7"]);

        Assert.Equal((7, "6.19.0-levelset-emulated\n", string.Empty), (exitCode, output, error));
    }

    [Fact(Timeout = Limit)]
    public async Task Emulate_EmulatorNotBesideTheAgent_SaysWhatIsMissing()
    {
        SkipElsewhere("linux-x64");
        using var directory = new TemporaryDirectory();
        File.Copy((await agents.CommandAsync("linux-x64"))[0], directory["levelset-agent"]);

        var (exitCode, output, error) = await Tool.RunAsync(directory["levelset-agent"], "emulate", "--", "true");

        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.StartsWith($"levelset-agent: {directory["levelset-emulator"]} is missing: install levelset-emulator", error, StringComparison.Ordinal);
    }

    private static void SkipElsewhere(string kind) => Assert.SkipWhen(
        kind == "linux-x64" && RuntimeInformation.OSArchitecture != Architecture.X64,
        "the single file is for x86_64");

    /// <summary>A short life: a report, a partition by hand, the list. Everything that it said, less what is new each time.</summary>
    private async Task<string> LiveAsync(string kind)
    {
        using var directory = new TemporaryDirectory();
        await using var service = await FakeService.StartAsync();
        string[] socket = ["--socket", directory["a.sock"]];
        using var daemon = Start(
            await agents.CommandAsync(kind),
            ["run", "--profile", "genoa", "--host-id", "h1", "--service", service.Address, "--state-dir", directory["state"], .. socket]);
        var (stream, _, report) = await service.WelcomeAsync();
        await stream.SendAsync(new V1.ServiceMessage
        {
            Assignment = new V1.Assignment { Pool = "pools/a", Generation = 1, Baseline = Simulations.SupportedBy("genoa").ToWire() },
        });
        await daemon.StandardError.UntilAsync("pools/a");

        var created = await RunAsync(kind, ["create", "--name", "g", "--smt", "--json", .. socket]);
        Assert.Equal((0, string.Empty), (created.ExitCode, created.Error));
        var told = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent;
        var json = JsonNode.Parse(created.Output)!.AsObject();
        var listed = await RunAsync(kind, ["partitions", .. socket]);
        Assert.Contains(told.Partition, listed.Output, StringComparison.Ordinal);
        json.Remove("name");
        json.Remove("create_time");
        told.Created.CreateTime = null;
        report.ReportTime = null;
        stream.Drop();
        daemon.Kill();
        return $"{report}\n{told.Created}\n{json}";
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string kind, string[] arguments)
    {
        var command = await agents.CommandAsync(kind);
        return await Tool.RunAsync(command[0], [.. command[1..], .. arguments]);
    }

    [GeneratedRegex(@"\+[0-9a-f]{40}")]
    private static partial Regex Commit();

    private static Process Start(string[] command, string[] arguments) =>
        Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardError = true })!;
}
