using Google.Protobuf;
using Levelset.Agent.State;
using Levelset.Agent.Tests.Daemon;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Tests.State;

public sealed class StateFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly StateDirectory state;
    private readonly CapturedLogs logs = new();

    public StateFileTests() => state = StateDirectory.Acquire(directory["state"], "h1");

    public static TheoryData<string, Func<byte[], byte[]>, string> Damages => new()
    {
        { "empty", _ => [], "too few" },
        { "truncated in its header", file => file[..30], "too few" },
        { "truncated in its content", file => file[..^1], "its header announces" },
        { "longer than it says", file => [.. file, 0], "its header announces" },
        { "another kind of file", file => Flip(file, 0), "does not start" },
        { "another version", file => Flip(file, 8), "format version" },
        { "another length", file => Flip(file, 12), "its header announces" },
        { "one bit of its checksum", file => Flip(file, 20), "checksum" },
        { "one bit of its content", file => Flip(file, file.Length - 1), "checksum" },
        { "sound, but no message", _ => StateFrame.Seal([0xFF, 0xFF, 0xFF]), "not a KeptAssignment" },
    };

    public void Dispose()
    {
        state.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void Load_WhatWasSaved_IsTheSameAndForTheOwnerOnly()
    {
        var message = Message();
        File().Save(new AgentV1.KeptAssignment());
        File().Save(message);

        Assert.Equal(message, File().Load());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(state["assignment"]));
        Assert.Equal(["assignment", "lock"], Names());
    }

    [Fact]
    public void Load_NothingThere_IsNothing()
    {
        Assert.Null(File().Load());
        Assert.Empty(logs.Errors);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Load_Damaged_IsSetAsideWithAMessageAndNotUsed(string how, Func<byte[], byte[]> damage, string said)
    {
        File().Save(Message());
        var bytes = damage(System.IO.File.ReadAllBytes(state["assignment"]));
        System.IO.File.WriteAllBytes(state["assignment"], bytes);

        Assert.Null(File().Load());

        var aside = Assert.Single(Names(), name => name.StartsWith("assignment.damaged-", StringComparison.Ordinal));
        var error = Assert.Single(logs.Errors);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Contains(state[aside], error, StringComparison.Ordinal);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(state[aside]));
        Assert.DoesNotContain("assignment", Names());
        Assert.True(how.Length > 0);
    }

    [Fact]
    public void Load_EveryBitFlipped_IsNeverBelieved()
    {
        File().Save(Message());
        var good = System.IO.File.ReadAllBytes(state["assignment"]);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = good.ToArray();
            bad[bit / 8] ^= (byte)(1 << bit % 8);

            Assert.NotEqual(string.Empty, StateFrame.TryOpen(bad, out _));
        }
    }

    [Fact]
    public void Load_DamagedTwiceInASecond_KeepsBoth()
    {
        for (var i = 0; i < 2; i++)
        {
            System.IO.File.WriteAllText(state["assignment"], $"{i}");
            Assert.Null(File().Load());
        }

        Assert.Equal(2, Names().Count(name => name.StartsWith("assignment.damaged-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("assignment")]
    [InlineData("assignment.tmp")]
    public void Save_DirectoryInItsPlace_IsSetAsideWithWhatItHolds(string place)
    {
        Directory.CreateDirectory(state[place]);
        System.IO.File.WriteAllText(Path.Combine(state[place], "kept"), "by somebody");

        Assert.Null(File().Load());
        File().Save(Message());

        Assert.Equal(Message(), File().Load());
        var aside = Assert.Single(Names(), name => name.StartsWith($"{place}.damaged-", StringComparison.Ordinal));
        Assert.Equal("by somebody", System.IO.File.ReadAllText(Path.Combine(state[aside], "kept")));
        var error = Assert.Single(logs.Errors);
        Assert.Contains("is a directory", error, StringComparison.Ordinal);
        Assert.Contains(state[aside], error, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_DiskFull_FailsAndKeepsWhatWasThere()
    {
        var message = Message();
        File().Save(message);

        // What is written to /dev/full finds no space left.
        System.IO.File.CreateSymbolicLink(state["assignment.tmp"], "/dev/full");

        var exception = Assert.Throws<AgentException>(() => File().Save(new AgentV1.KeptAssignment()));

        Assert.Contains("No space left", exception.Message, StringComparison.Ordinal);
        Assert.Equal(message, File().Load());
    }

    private static byte[] Flip(byte[] file, int at)
    {
        file[at] ^= 1;
        return file;
    }

    private static AgentV1.KeptAssignment Message() => new()
    {
        Host = "hosts/h1",
        Assignment = new V1.Assignment { Pool = "pools/a", Generation = 3, Baseline = new V1.FeatureSet { ProcessorBanks = { 1, 2 }, Xsave = 3 } },
    };

    private StateFile<AgentV1.KeptAssignment> File() =>
        new(state, "assignment", AgentV1.KeptAssignment.Parser, TimeProvider.System, logs.CreateLogger("test"));

    private List<string> Names() => [.. Directory.GetFileSystemEntries(state.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
