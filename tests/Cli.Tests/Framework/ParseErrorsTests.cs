using Levelset.Cli.Framework;

namespace Levelset.Cli.Tests.Framework;

/// <summary>What is said of a command line that cannot be parsed.</summary>
public sealed class ParseErrorsTests
{
    [Theory]
    [InlineData("pools show", "missing argument POOL")]
    [InlineData("pools shwo", "unknown command 'shwo'")]
    [InlineData("pools list extra", "unexpected argument 'extra'")]
    [InlineData("pools list --nope", "unknown option '--nope'")]
    [InlineData("pools list --limit", "--limit: missing value")]
    [InlineData("pools list --limit 1 --limit 2", "--limit: given more than once")]
    [InlineData("pools list --limit many", "--limit: invalid value 'many'; expected a number of at least 1")]
    [InlineData("pools list --timeout 0", "--timeout: invalid value '0'; expected 1 to 86400 seconds")]
    [InlineData("pools list -o xml", "--output: invalid value 'xml'; expected one of table, wide, json, yaml")]
    [InlineData("pools update a", "missing option --display-name")]
    [InlineData("pools policy a --join maybe", "--join: invalid value 'maybe'; expected one of level-down, reject")]
    [InlineData("completion tcsh", "SHELL: invalid value 'tcsh'; expected one of bash, zsh, fish")]
    [InlineData("baselines diff a 1 two", "TO: invalid value 'two'; expected a generation number")]
    public void Describe_OneError_NamesWhatIsWrong(string line, string expected) =>
        Assert.Equal([expected], ParseErrors.Describe(CommandLine.Create().Parse(line.Split(' '))));

    [Theory]
    [InlineData("")]
    [InlineData("pools")]
    public async Task Run_WithoutCommand_ShowsTheHelpOnStandardErrorAndEndsWithTwo(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = await CommandLine.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, errors);

        Assert.Equal(2, exitCode);
        Assert.Empty(output.ToString());
        Assert.Contains("Commands:", errors.ToString(), StringComparison.Ordinal);
    }
}
