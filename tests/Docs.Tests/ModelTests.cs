using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests;

/// <summary>The protocol keeps what docs/design/model/README.md says that it keeps, in every order of events.</summary>
public sealed partial class ModelTests
{
    [Theory]
    [InlineData("delivery", "")]
    [InlineData("delivery", "BY_COMMAND")]
    [InlineData("baselines", "")]
    public async Task Model_WithoutFaults_HoldsInEveryStateThatTheDocumentCounts(string model, string switches)
    {
        Spin.Require();

        var output = await Spin.CheckAsync(model, switches, optimization: 1);

        Assert.Contains("errors: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Search not completed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("max search depth too small", output, StringComparison.Ordinal);
        var states = Stored().Match(output).Groups[1].Value;
        var document = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, Spin.Folder, "README.md"), TestContext.Current.CancellationToken);
        Assert.True(document.Contains($"| {states} |", StringComparison.Ordinal), $"the document does not say {states} states");
    }

    [GeneratedRegex(@"(\d+) states, stored")]
    private static partial Regex Stored();
}
