using System.Net.Sockets;
using Levelset.Agent.Sockets;

namespace Levelset.Agent.Tests.Sockets;

public sealed class AgentSocketTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string SocketPath => Path.Combine(directory["run"], "agent.sock");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Bind_FreshPath_IsForTheOwnerOnly()
    {
        using var claim = AgentSocket.Acquire(SocketPath);
        using var socket = claim.Bind();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(directory["run"]));
    }

    [Fact]
    public void Claim_AnotherAgentLives_IsRefused()
    {
        using var first = AgentSocket.Acquire(SocketPath);

        var exception = Assert.Throws<AgentException>(() => AgentSocket.Acquire(SocketPath));

        Assert.Contains("another agent", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_AnotherProgramListens_IsRefusedAndLeavesItAlone()
    {
        Directory.CreateDirectory(directory["run"]);
        using var other = Listen(SocketPath);

        Assert.Throws<AgentException>(() => AgentSocket.Acquire(SocketPath));

        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void Claim_SocketLeftBehind_IsReplaced()
    {
        Directory.CreateDirectory(directory["run"]);
        LeaveBehind(SocketPath);
        Assert.True(File.Exists(SocketPath));

        using var claim = AgentSocket.Acquire(SocketPath);
        using var socket = claim.Bind();

        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void Claim_AFileInItsPlace_IsRefusedAndKept()
    {
        Directory.CreateDirectory(directory["run"]);
        File.WriteAllText(SocketPath, "precious");

        Assert.Throws<AgentException>(() => AgentSocket.Acquire(SocketPath));

        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void Claim_DirectoryThatOthersWriteTo_IsRefused()
    {
        Directory.CreateDirectory(directory["run"]);
        File.SetUnixFileMode(directory["run"], (UnixFileMode)0b111_111_111);

        var exception = Assert.Throws<AgentException>(() => AgentSocket.Acquire(SocketPath));

        Assert.Contains("0700", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Claim_RemovesTheSocketAndMakesRoom()
    {
        using (var first = AgentSocket.Acquire(SocketPath))
        {
            first.Bind().Dispose();
        }

        Assert.False(File.Exists(SocketPath));
        AgentSocket.Acquire(SocketPath).Dispose();
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }

    // A socket's file goes with its socket; under another name it stays, as after a crash.
    private static void LeaveBehind(string path)
    {
        using (Listen(path + ".bound"))
        {
            File.Move(path + ".bound", path);
        }
    }
}
