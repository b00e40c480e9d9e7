using System.CommandLine;
using Levelset.Cli.Completion;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Tests;

/// <summary>Shell completion.</summary>
public sealed class CompletionTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);

    [Theory]
    [InlineData("po", "pools")]
    [InlineData("pools sh", "show")]
    [InlineData("pools list --wat", "--watch")]
    [InlineData("pools list -o y", "yaml")]
    [InlineData("pools policy x --join r", "reject")]
    [InlineData("features avx512_vn", "avx512_vnni")]
    [InlineData("completion z", "zsh")]
    public void Complete_WithoutTheService_FindsCommandsOptionsAndValues(string line, string expected) =>
        Assert.Equal([expected], CompleteCommand.Complete(CommandLine.Create(), new NameCompletions(new GlobalOptions()), line.Split(' ')));

    [Fact]
    public async Task Complete_Names_AskTheService()
    {
        Assert.Contains("intel\n", await levelset.OutputAsync(0, "complete", "--", "pools", "show", ""), StringComparison.Ordinal);
        Assert.Equal("pools/intel\n", await levelset.OutputAsync(0, "complete", "--", "explain", "pools/int"));
        Assert.Equal("cascade-lake\n", await levelset.OutputAsync(0, "complete", "--", "check", "p", "casc"));
        Assert.Equal("milan\n", await levelset.OutputAsync(0, "complete", "--", "what-if", "intel", "--add", "mil"));
        Assert.Equal(fleet.Partition + "\n", await levelset.OutputAsync(0, "complete", "--", "targets", fleet.Partition[..^2]));
        Assert.Equal("hosts/milan\n", await levelset.OutputAsync(0, "complete", "--", "compare", "hosts/genoa", "hosts/mi"));
    }

    [Fact]
    public async Task Complete_NobodyListens_SaysNothing()
    {
        var result = await levelset.With("LEVELSET_SERVICE", "http://127.0.0.1:1").RunAsync("complete", "--", "pools", "show", "");

        Assert.Empty(result.RequireSuccess().Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Bash_AfterItsScript_CompletesANameOfTheFleet()
    {
        const string Script = """
            eval "$(levelset completion bash)"
            COMP_WORDS=(levelset hosts show gen)
            COMP_CWORD=3
            _levelset
            printf '%s\n' "${COMPREPLY[@]}"
            complete -p levelset
            """;
        var result = await levelset.RunProgramAsync("/bin/bash", "-c", Script);

        Assert.Equal(["genoa", "complete -o default -F _levelset levelset"], result.RequireSuccess().Output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("zsh", "#compdef levelset")]
    [InlineData("fish", "complete -c levelset")]
    public async Task Script_OfAShell_IsPrinted(string shell, string expected) =>
        Assert.Contains(expected, await levelset.OutputAsync(0, "completion", shell), StringComparison.Ordinal);

    [Fact]
    public void Commands_All_HaveADescription()
    {
        var root = CommandLine.Create();
        Assert.All(Below(root), command =>
        {
            Assert.NotEmpty(command.Description!);
            Assert.All(command.Options, option => Assert.NotEmpty(option.Description!));
            Assert.All(command.Arguments, argument => Assert.NotEmpty(argument.Description!));
        });
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Append(command);
}
