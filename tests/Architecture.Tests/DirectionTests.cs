namespace Levelset.Architecture.Tests;

/// <summary>What may use what: between the projects, and between the folders of each.</summary>
public sealed class DirectionTests
{
    private static readonly Rooms[] All =
    [
        new(
            "Api",
            "levelset-api",
            "Levelset.Api",
            "Hosting > Web, Agents > Hosts > Partitions > LiveMigration, Planning > Pools, Sessions > Activities, FleetCache > ChangeFeed, Mapping > Errors > Data, Options"),
        new(
            "Cli",
            "levelset",
            "Levelset.Cli",
            "Completion, Partitions > Analysis, Baselines, Contexts, Features, Hosts, Migrations, Offline, Pools > ChangeFeed > Framework > Client, Values > Errors > Output"),
    ];

    public static TheoryData<string> Projects => [.. All.Select(rooms => rooms.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_UseOnlyThoseBelow(string project)
    {
        var rooms = All.Single(one => one.Project == project);

        var violations = rooms.Violations(CompiledAssembly.Of(rooms.Project, rooms.Assembly).Arrows).Distinct().ToList();

        Assert.True(violations.Count == 0, string.Join("\n", violations));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Documentation_ShowsTheSameOrder(string project)
    {
        var rooms = All.Single(one => one.Project == project);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/design/architecture.md"));

        Assert.Contains(string.Join(" ", rooms.Order.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Flat(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Violations_ArrowUpwards_IsNamed()
    {
        var rooms = new Rooms("P", "p", "P", "High > Middle, Beside > Low");
        Arrow[] arrows =
        [
            new("P.High.A", "P.Low.B"), new("P.Low.B", "P.High.A"), new("P.Middle.C", "P.Beside.D"), new("P.Low.B", "P.Other.E"), new("P.Program", "P.High.A"),
        ];

        Assert.Equal(
            [
                "P: Low must not use High: P.Low.B -> P.High.A",
                "P: Other has no rank",
                "P: Middle must not use Beside: P.Middle.C -> P.Beside.D",
            ],
            rooms.Violations(arrows));
    }

    private static string Flat(string text) => string.Join(" ", text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
