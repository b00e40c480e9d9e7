using System.Diagnostics;

namespace Levelset.Docs.Tests;

/// <summary>Every command of the README and of docs/ does what it is said to do, and so does every click.</summary>
public sealed class CommandTests(FleetFixture fleet)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(8);

    public static TheoryData<string> DocumentsWithCommands =>
        [.. CodeBlock.Documents.Where(document => CodeBlock.Read(document).Any(block => block.Language == "sh" && block.NotRun is null))];

    [Fact]
    public void Blocks_NotRun_SayWhy()
    {
        var shell = CodeBlock.Documents.SelectMany(CodeBlock.Read).Where(block => block.Language == "sh").ToList();
        Assert.All(shell, block => Assert.NotEqual("", block.NotRun));
        Assert.True(shell.Count(block => block.NotRun is null) >= 10, "hardly any command is run");
    }

    [Fact]
    public void Blocks_Language_IsOneThatIsRunOrNotMeantToBe() =>
        Assert.All(
            CodeBlock.Documents.SelectMany(CodeBlock.Read),
            block => Assert.True(
                block.Language is "sh" or "text" or "json" || IsRunElsewhere(block),
                $"{block.Document}:{block.Line}: nothing runs {block.Language}"));

    // The agent's tests compile and run the programs of this page.
    private static bool IsRunElsewhere(CodeBlock block) =>
        block is { Language: "c" or "python", Document: "docs/guide/handover.md" };

    // A step that is misspelt would be a sentence that nobody tests.
    [Fact]
    public void Steps_OfTheFirstHour_AreAllOfItsItems()
    {
        const string Document = "docs/guide/first-hour.md";
        var items = File.ReadLines(Path.Combine(Repository.Root, Document)).Count(line => line.StartsWith("* ", StringComparison.Ordinal));

        Assert.Equal(items, PageStep.Read(Document).Count);
        Assert.True(items > 20, "there is hardly anything to click");
    }

    [Theory]
    [MemberData(nameof(DocumentsWithCommands))]
    public async Task Commands_OfDocument_EndAsSaid(string document)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Timeout);
        await fleet.StartAsync().WaitAsync(deadline.Token);
        fleet.CreateDirectory();
        var background = new List<Process>();
        var log = Path.GetTempFileName();
        await using var reader = new Reader(fleet);
        try
        {
            var blocks = CodeBlock.Read(document);
            var steps = new Queue<PageStep>(PageStep.Read(document));
            var environment = "";
            for (var i = 0; i < blocks.Count; i++)
            {
                await WalkAsync(reader, steps, blocks[i].Line, deadline.Token);
                if (blocks[i].Language != "sh" || blocks[i].NotRun is not null)
                {
                    continue;
                }

                if (blocks[i].IsForTheRest)
                {
                    environment += blocks[i].Text + "\n";
                    continue;
                }

                var block = blocks[i] with { Text = environment + (blocks[i].IsBackground ? "exec " : "") + blocks[i].Text };
                if (block.IsBackground)
                {
                    background.Add(Shell.Start(fleet.Localize(block.Text), log, fleet.Environment));
                    continue;
                }

                var output = await RunAsync(block, log, deadline.Token);
                if (i + 1 < blocks.Count && blocks[i + 1].Comment.StartsWith("output of the block above", StringComparison.Ordinal))
                {
                    CheckOutput(fleet.Localize(blocks[i + 1].Text), output);
                }
            }

            await WalkAsync(reader, steps, int.MaxValue, deadline.Token);
        }
        finally
        {
            await Task.WhenAll(background.Select(Shell.StopAsync));
            File.Delete(log);

            await fleet.DeleteDirectoryAsync();
        }
    }

    // What comes before a line.
    private static async Task WalkAsync(Reader reader, Queue<PageStep> steps, int line, CancellationToken cancellationToken)
    {
        while (steps.TryPeek(out var step) && step.Line < line)
        {
            await reader.DoAsync(steps.Dequeue()).WaitAsync(cancellationToken);
        }
    }

    private async Task<string> RunAsync(CodeBlock block, string backgroundLog, CancellationToken cancellationToken)
    {
        var last = "nothing yet";
        try
        {
            while (true)
            {
                var (exitCode, output) = await Shell.RunAsync(fleet.Localize(block.Text), fleet.Environment, cancellationToken);
                if (exitCode == block.ExitCode)
                {
                    return output;
                }

                last = $"ended with {exitCode}:\n{output}";
                Assert.True(block.IsEventual, $"{block.Document}:{block.Line} {last}\n{await File.ReadAllTextAsync(backgroundLog, cancellationToken)}");
                await Task.Delay(200, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{block.Document}:{block.Line} took too long; {last}\n{await File.ReadAllTextAsync(backgroundLog, CancellationToken.None)}");
            throw;
        }
    }

    // Figures of profiles are the same everywhere; what concerns this machine is not, and names are made anew.
    private static void CheckOutput(string expected, string actual)
    {
        var printed = actual.Split('\n').Select(line => line.TrimEnd()).ToHashSet();
        var thisIsIntel = File.ReadLines("/proc/cpuinfo").Any(line => line.Contains("GenuineIntel", StringComparison.Ordinal));
        var lines = expected.Split('\n').TakeWhile(line => !(thisIsIntel && line.StartsWith("pools/intel", StringComparison.Ordinal)));
        var stable = Stable(lines).ToList();
        Assert.True(stable.Count > 5);
        Assert.All(stable, line => Assert.Contains(line, printed));
    }

    private static IEnumerable<string> Stable(IEnumerable<string> lines)
    {
        var aboutThisMachine = false;
        foreach (var line in lines.Select(line => line.TrimEnd()))
        {
            if (line.StartsWith("  hosts/", StringComparison.Ordinal))
            {
                aboutThisMachine = line.Contains("hosts/this-machine", StringComparison.Ordinal);
            }
            else if (line.Length == 0)
            {
                aboutThisMachine = false;
            }

            if (!aboutThisMachine && line.Length > 0 && !line.Contains("partitions/", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
