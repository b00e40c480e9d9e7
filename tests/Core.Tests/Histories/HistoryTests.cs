using System.Globalization;

namespace Levelset.Core.Tests.Histories;

/// <summary>All ten invariants of the domain over random histories. Knobs: LEVELSET_SEED, LEVELSET_HISTORIES.</summary>
[Trait("Length", "long")]
public sealed class HistoryTests
{
    private const int Quick = 1000;

    [Fact]
    public void Histories_FromTheFirstSeed_KeepEveryInvariantAndAreThoseOfTheModel()
    {
        var first = Setting("LEVELSET_SEED", 1);
        var count = Setting("LEVELSET_HISTORIES", Quick);
        var tally = Many.Live(first, count);
        TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());

        string[] happenings =
        [
            "Report done", "Join done", "Join refused", "Leave done", "Change done", "Change refused", "Raise done",
            "Raise refused", "Silence done", "Cordon done", "Create done", "Create refused", "Move done", "Move refused",
            "Close done",
            "Ready", "Quarantined", "Rejected", "Pending", "withdrawn", "held", "partitions",
        ];
        Assert.All(happenings, what => Assert.True(tally[what] >= count / 100, $"{what} happened {tally[what]} times"));
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
