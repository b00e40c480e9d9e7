using Levelset.Agent.State;

namespace Levelset.Agent.Tests.State;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Claim_NothingThere_MakesDirectoriesForTheOwnerOnly()
    {
        using var state = StateDirectory.Acquire(directory["a/b"], "h1");

        Assert.Equal(directory["a/b/h1"], state.Path);
        Assert.All(
            [directory["a/b"], state.Path],
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void Claim_SecondAgentOfOneHostId_IsRefusedAndAnotherHostIdIsNot()
    {
        using var first = StateDirectory.Acquire(directory["state"], "h1");

        var exception = Assert.Throws<AgentException>(() => StateDirectory.Acquire(directory["state"], "h1"));

        Assert.Contains("another agent", exception.Message, StringComparison.Ordinal);
        StateDirectory.Acquire(directory["state"], "h2").Dispose();
    }

    [Theory]
    [InlineData("state")]
    [InlineData("state/h1")]
    public void Claim_DirectoryThatOthersMayWriteTo_IsRefused(string path)
    {
        StateDirectory.Acquire(directory["state"], "h1").Dispose();
        File.SetUnixFileMode(directory[path], (UnixFileMode)0b111_111_111);

        var exception = Assert.Throws<AgentException>(() => StateDirectory.Acquire(directory["state"], "h1"));

        Assert.Contains("0700", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_DirectoryThatOthersMayRead_IsClosedToThem()
    {
        StateDirectory.Acquire(directory["state"], "h1").Dispose();
        File.SetUnixFileMode(directory["state/h1"], (UnixFileMode)0b111_101_101);

        using var state = StateDirectory.Acquire(directory["state"], "h1");

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(state.Path));
    }

    [Fact]
    public void Claim_DirectoryOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a directory away");
        Directory.CreateDirectory(directory["state"], (UnixFileMode)0b111_000_000);
        using var chown = System.Diagnostics.Process.Start("chown", ["65534", directory["state"]]);
        chown.WaitForExit();

        var exception = Assert.Throws<AgentException>(() => StateDirectory.Acquire(directory["state"], "h1"));

        Assert.Contains("uid 65534", exception.Message, StringComparison.Ordinal);
    }
}
