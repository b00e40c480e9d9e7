using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests;

/// <summary>A model that cannot fail proves nothing: each fault that can be put into the protocol is found.</summary>
public sealed partial class ModelFaultTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "delivery", "FAULT_ACK_BEFORE_COMMIT" },
        { "delivery", "FAULT_EVENT_APART" },
        { "delivery", "FAULT_NO_IDS" },
        { "delivery", "FAULT_NO_LOG" },
        { "delivery", "FAULT_NO_SESSION_IS_NONE" },
        { "delivery", "FAULT_NOT_IDEMPOTENT" },
        { "delivery", "FAULT_NOT_SENT_AGAIN" },
        { "delivery", "FAULT_OUTBOX_IN_MEMORY" },
        { "delivery", "FAULT_SESSION_NOT_CHECKED" },
        { "delivery", "BY_COMMAND FAULT_ANSWER_APART" },
        { "delivery", "BY_COMMAND FAULT_DELETION_REMEMBERED" },
        { "delivery", "BY_COMMAND FAULT_NO_RECONCILIATION" },
        { "baselines", "FAULT_GENERATION_READ_BEFORE" },
        { "baselines", "FAULT_NO_LOG" },
        { "baselines", "FAULT_NO_POOL_LOCK" },
        { "baselines", "FAULT_ROUNDS_OVERLAP" },
        { "baselines", "FAULT_SESSION_NOT_CHECKED" },
        { "baselines", "FAULT_SET_OF_THE_BASELINE" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Model_WithAFault_IsRefuted(string model, string switches)
    {
        Spin.Require();

        var output = await Spin.CheckAsync(model, switches, optimization: 0);

        Assert.Contains("errors: 1", output, StringComparison.Ordinal);
        Assert.Contains("assertion violated", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delivery")]
    [InlineData("baselines")]
    public void Faults_OfAModel_AreAllTriedAndDocumented(string model)
    {
        var folder = Path.Combine(Repository.Root, Spin.Folder);
        var inModel = Fault().Matches(File.ReadAllText(Path.Combine(folder, $"{model}.pml"))).Select(match => match.Value).Distinct();
        var tried = Faults.Where(row => row.Data.Item1 == model).Select(row => row.Data.Item2.Split(' ')[^1]);
        Assert.Equal(inModel.Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
        var document = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.All(tried, fault => Assert.Contains($"`{fault}`", document, StringComparison.Ordinal));
    }

    [GeneratedRegex("FAULT_[A-Z_]+")]
    private static partial Regex Fault();
}
