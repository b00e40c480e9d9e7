using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Hosting;
using Levelset.Api.Options;

namespace Levelset.Api.Tests.Hosting;

/// <summary>docs/operations/configuration.md and logs.md have every key and every event of the service, and no other.</summary>
public sealed class OperationsPageTests
{
    [Fact]
    public void Configuration_EverySetting_IsInTheTableWithItsDefault()
    {
        // That of this user is described, for it differs from user to user.
        var expected = Setting.All.Select(setting =>
            $"`{setting.Key}` | `{setting.Option}` | {setting.Variable} | {(setting == Setting.Data ? "/var/lib/levelset as root, else `levelset` in the user's local data" : setting.Default)}");

        Assert.Equal(expected, Rows("configuration.md", "`Levelset:").Select(row => string.Join(" | ", row[..4])));
    }

    [Fact]
    public void Configuration_Defaults_AreThoseOfTheOptions()
    {
        var options = new ServiceOptions();

        Assert.Equal(
            [
                $"{options.Grpc}", $"{options.Http}", $"{options.EventRetention.TotalHours}", $"{options.MaximumEvents}",
                $"{options.ActivityRetention.TotalHours}", $"{options.MaximumActivities}",
            ],
            Setting.All.Except([Setting.Database, Setting.Data]).Select(setting => setting.Default));
    }

    [Fact]
    public void Logs_EveryDefaultLevel_IsInTheTable() => Assert.Equal(
        LoggingSettings.DefaultLevels.Select(pair => $"`{pair.Key}` | {pair.Value}"),
        Rows("logs.md", "`").Where(row => Enum.TryParse<Microsoft.Extensions.Logging.LogLevel>(row[1], out _) && !row[0].Contains("Threshold", StringComparison.Ordinal))
            .Select(row => $"{row[0]} | {row[1]}"));

    [Fact]
    public void Logs_EveryDecision_IsInTheTable() => Assert.Equal(
        Enum.GetValues<ActivityKind>().Select(kind => $"{DecisionLog.IdOf(kind).Id} | {DecisionLog.LevelOf(kind)} | {kind}"),
        Rows("logs.md", "4").Select(row => string.Join(" | ", row[..3])));

    [Fact]
    public void Logs_EveryOtherEvent_IsInTheTable() => Assert.Equal(
        DecisionTests.MessagesOfTheService().Select(message => $"{message.EventId} | {message.Level} | {message.Message}"),
        Rows("logs.md", "1").Concat(Rows("logs.md", "2")).Concat(Rows("logs.md", "3")).Select(row => string.Join(" | ", row)));

    // The cells of the rows whose first cell begins so.
    private static IEnumerable<string[]> Rows(string page, string first) =>
        File.ReadLines(Repository.PathOf($"docs/operations/{page}"))
            .Where(line => line.StartsWith($"| {first}", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | "));
}
