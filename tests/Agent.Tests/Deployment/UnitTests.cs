namespace Levelset.Agent.Tests.Deployment;

/// <summary>The systemd unit, judged by systemd's own tool.</summary>
public sealed class UnitTests
{
    private const string Analyze = "systemd-analyze";

    // In tenths: "under 2.0".
    private const string Threshold = "19";
    private static readonly string Unit = Path.Combine(Repository.Root, "deploy", "systemd", "levelset-agent.service");

    [Fact]
    public async Task Unit_Security_IsExposedByLessThan2()
    {
        Assert.SkipUnless(Tool.Exists(Analyze), "systemd-analyze is not installed");

        var (exitCode, output, _) = await Tool.RunAsync(Analyze, "security", "--offline=true", $"--threshold={Threshold}", "--no-pager", Unit);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Unit_Verify_HasNothingToSay()
    {
        Assert.SkipUnless(Tool.Exists(Analyze), "systemd-analyze is not installed");
        using var directory = new TemporaryDirectory();
        var copy = directory["levelset-agent.service"];
        var text = await File.ReadAllTextAsync(Unit, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            copy,
            text.Replace("/usr/bin/levelset-agent", "/bin/true", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await Tool.RunAsync(Analyze, "verify", "--man=no", copy);

        // Known since systemd 254; an older one ignores it, as the documentation says.
        var complaints = (output + error).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("FileDescriptorStorePreserve", StringComparison.Ordinal));
        Assert.Empty(complaints);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("Type=notify")]
    [InlineData("FileDescriptorStoreMax=4096")]
    [InlineData("FileDescriptorStorePreserve=yes")]
    [InlineData("RuntimeDirectoryMode=0700")]
    [InlineData("StateDirectoryMode=0700")]
    [InlineData("DeviceAllow=/dev/mshv rw")]
    [InlineData("CapabilityBoundingSet=")]
    public void Unit_WhatTheAgentReliesOn_IsThere(string line) => Assert.Contains(line, File.ReadLines(Unit));
}
