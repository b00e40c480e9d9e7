using Levelset.Agent.Devices;

namespace Levelset.Agent.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("probe --bogus", "--bogus")]
    [InlineData("probe --device foo", "'simulated'")]
    [InlineData("probe --cpuid", "--cpuid")]
    [InlineData("probe --profile nowhere", "genoa, turin-dense")]
    [InlineData("probe --cpuid a --profile genoa", "exclude each other")]
    [InlineData("probe --device mshv --profile genoa", "--device mshv")]
    [InlineData("close", "Required argument")]
    [InlineData("run --service nowhere", "LEVELSET_SERVICE")]
    [InlineData("run --host-id -a", "LEVELSET_HOST_ID")]
    [InlineData("run --host-id Upper", "LEVELSET_HOST_ID")]
    [InlineData("run --host-id a.", "LEVELSET_HOST_ID")]
    [InlineData("run --host-id a_b", "LEVELSET_HOST_ID")]
    [InlineData("run --host-id ä", "LEVELSET_HOST_ID")]
    [InlineData("run --report-interval 10", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval 0s", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval 25h", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval 86401s", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval s", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval 1.5h", "LEVELSET_REPORT_INTERVAL")]
    [InlineData("run --report-interval -1m", "LEVELSET_REPORT_INTERVAL")]
    public async Task Usage_Fault_IsNamedAndExitsWith2(string arguments, string expected)
    {
        var (exitCode, output, error) = await Agent.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralFaults_AreReportedTogether()
    {
        var (exitCode, _, error) = await Agent.RunAsync(
            "run", "--service", "ftp://a", "--host-id", "A_", "--socket", new string('x', 200), "--profile", "nowhere");

        Assert.Equal(2, exitCode);
        Assert.Contains("--service", error, StringComparison.Ordinal);
        Assert.Contains("--host-id", error, StringComparison.Ordinal);
        Assert.Contains("--socket", error, StringComparison.Ordinal);
        Assert.Contains("--profile", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_FileThatIsNotThere_ExitsWith1()
    {
        var (exitCode, _, error) = await Agent.RunAsync("probe", "--cpuid", "/nonexistent/dump.json");

        Assert.Equal(1, exitCode);
        Assert.Contains("/nonexistent/dump.json: cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_DeviceThatIsNotThere_ExitsWith1()
    {
        Assert.SkipWhen(File.Exists(MshvDevice.DefaultPath), "this machine is a root partition");

        var (exitCode, _, error) = await Agent.RunAsync("probe", "--device", "mshv");

        Assert.Equal(1, exitCode);
        Assert.Contains("ENOENT", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("partitions")]
    [InlineData("close x")]
    public async Task Control_NoDaemon_SaysSo(string command)
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, _, error) = await Agent.RunAsync([.. command.Split(' '), "--socket", directory["agent.sock"]]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"no agent listens on {directory["agent.sock"]}", error, StringComparison.Ordinal);
        Assert.Contains("levelset-agent run", error, StringComparison.Ordinal);
    }
}
