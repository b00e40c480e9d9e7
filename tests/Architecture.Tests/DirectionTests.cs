namespace Levelset.Architecture.Tests;

/// <summary>What may use what: between the projects, and between the folders of each.</summary>
public sealed class DirectionTests
{
    private static readonly Rooms[] All =
    [
        new("Core", "Levelset.Core", "Levelset.Core", "Analysis > Baselines > Compatibility > Partitions > Catalogues > Features"),
        new(
            "Agent",
            "levelset-agent",
            "Levelset.Agent",
            "Commands > Daemon > Control > Handover, Systemd > Partitions > Mapping > State, Probe > Devices, Sockets"),
        new(
            "Api",
            "levelset-api",
            "Levelset.Api",
            "Hosting > Web, Agents > Hosts > Partitions > LiveMigration, Planning > Pools, Sessions > Activities, FleetCache > ChangeFeed, Mapping > Errors > Data, Options"),
        new("Emulator", "levelset-emulator", "Levelset.Emulator", "Host > Driver > Hypervisor, Faults"),
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

    [Theory]
    [InlineData("Core", "Levelset.Core", "")]
    [InlineData("Processors", "Levelset.Processors", "Core")]
    [InlineData("Contracts", "Levelset.Contracts", "Core")]
    [InlineData("Mshv", "Levelset.Mshv", "")]
    [InlineData("Interception", "Levelset.Interception", "Mshv")]
    [InlineData("Emulator", "levelset-emulator", "Core, Interception, Mshv, Processors")]
    [InlineData("Agent", "levelset-agent", "Contracts, Core, Mshv, Processors")]
    [InlineData("Api", "levelset-api", "Contracts, Core")]
    [InlineData("Cli", "levelset", "Contracts, Core")]
    public void Project_RefersToOnlyThoseBelow(string project, string assembly, string expected)
    {
        var references = CompiledAssembly.Of(project, assembly).References
            .Where(name => name.StartsWith("Levelset.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("levelset-", StringComparison.Ordinal))
            .Select(name => name.Replace("Levelset.", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(", ", references));
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs/design/architecture.md"));
        Assert.Contains($"{project}: {expected}".TrimEnd(), page);
    }

    // The hypervisor's ABI stands on Linux's, which knows nothing of it.
    [Fact]
    public void Linux_DoesNotUseTheHypervisorsAbi() => Assert.DoesNotContain(
        CompiledAssembly.Of("Mshv", "Levelset.Mshv").Arrows,
        arrow => arrow.From.StartsWith("Levelset.Mshv.Linux.", StringComparison.Ordinal)
            && arrow.To.StartsWith("Levelset.Mshv.", StringComparison.Ordinal)
            && !arrow.To.StartsWith("Levelset.Mshv.Linux.", StringComparison.Ordinal));

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
