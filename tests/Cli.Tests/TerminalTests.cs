namespace Levelset.Cli.Tests;

/// <summary>On a terminal: colours, questions, progress; nothing of that elsewhere.</summary>
public sealed class TerminalTests(Fleet fleet)
{
    // Runs a command on a pty, types a text, prints what the terminal showed, and ends as the command does.
    private const string OnATerminal = """
        import os, pty, sys
        typed = sys.argv[1].encode()
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(sys.argv[2], sys.argv[2:])
        if typed:
            os.write(terminal, typed)
        shown = b""
        while True:
            try:
                part = os.read(terminal, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        sys.stdout.buffer.write(shown)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    private const string Colour = "\e[";

    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet).With("TERM", "xterm-256color");

    [Fact]
    public async Task Colours_OnATerminal_AreThere()
    {
        var result = await OnTerminalAsync(levelset, "", "hosts", "list");

        Assert.Contains(Colour, result.RequireSuccess().Output, StringComparison.Ordinal);
        Assert.Contains("hosts/milan", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task Colours_Refused_AreNotThere(string variable, string value) =>
        Assert.DoesNotContain(Colour + "3", (await OnTerminalAsync(levelset.With(variable, value), "", "hosts", "list")).RequireSuccess().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Colours_RefusedByOption_AreNotThere() =>
        Assert.DoesNotContain(Colour + "3", (await OnTerminalAsync(levelset, "", "hosts", "list", "--no-color")).RequireSuccess().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Question_AnsweredWithNo_ChangesNothing()
    {
        await levelset.OutputAsync(0, "pools", "create", "asked");

        var no = await OnTerminalAsync(levelset, "n\n", "pools", "delete", "asked");
        Assert.Contains("delete pools/asked and its baselines? [y/N]", no.Output, StringComparison.Ordinal);
        Assert.Equal(1, no.ExitCode);
        await levelset.OutputAsync(0, "pools", "show", "asked");

        var yes = await OnTerminalAsync(levelset, "y\n", "pools", "delete", "asked");
        Assert.Contains("pools/asked deleted", yes.RequireSuccess().Output, StringComparison.Ordinal);
        await levelset.OutputAsync(3, "pools", "show", "asked");
    }

    [Fact]
    public async Task Progress_BatchCheck_IsOnStandardErrorOfATerminalOnly()
    {
        var shown = await OnTerminalAsync(levelset, "", "check", fleet.Partition, "cascade-lake", "emerald-rapids");
        var piped = await levelset.RunAsync("check", fleet.Partition, "cascade-lake", "emerald-rapids");

        Assert.Contains("2 of 2 checked", shown.Output, StringComparison.Ordinal);
        Assert.Empty(piped.Errors);
    }

    private static Task<Interop.Tests.Harness.ProcessResult> OnTerminalAsync(Harness.Levelset levelset, string typed, params string[] arguments) =>
        levelset.RunProgramAsync("/usr/bin/python3", ["-c", OnATerminal, typed, Programs.Levelset, .. arguments]);
}
