using Levelset.FleetSimulator;

namespace Levelset.Api.Tests;

/// <summary>The scenarios of the fleet simulator, small and without pauses.</summary>
public sealed class SimulatorTests(Postgres postgres) : ServiceTest(postgres)
{
    private const int FleetSize = 24;

    private static string Scenarios => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Scenarios, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Scenario_Small_IsStoredStepByStepWithoutALostStream(string file)
    {
        var scenario = Scenario.Read(Path.Combine(Scenarios, file), FleetSize).WithoutPauses();
        await using var simulation = new Simulation(scenario, Service.Grpc, "sim");
        var results = new List<StepResult>();

        await foreach (var result in simulation.PlayAsync(TestAgent.Timeout, Cancel))
        {
            results.Add(result);
        }

        Assert.Equal(scenario.Steps.SelectMany(step => Enumerable.Repeat(step.Name, step.Times)), results.Select(result => result.Step));
        Assert.All(results, result => Assert.Equal((0, 0), (result.StreamsEnded.Count, result.FalselySilent)));
        Assert.Equal(FleetSize, results[0].Reports.Count);
        var listed = await Hosts.ListHostsAsync(new ListHostsRequest { PageSize = 1000 }, cancellationToken: Cancel);
        Assert.Equal(FleetSize, listed.Hosts.Count(host => host.Supported is not null && host.Pool.StartsWith("pools/sim-pool-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Scenario_WithFaults_NamesAllOfThem()
    {
        using var scratch = new ScratchDirectory();
        var file = Path.Combine(scratch.Path, "wrong.yaml");
        File.WriteAllText(
            file,
            """
            hosts: 0
            kinds:
              - profile: nonsense
              - profile: genoa
                without: [flux]
            steps:
              - connect: half
              - connect: all
                report: all
              - report: rack 10
                without: [warp]
            """);

        var fault = Assert.Throws<ScenarioException>(() => Scenario.Read(file, null));

        Assert.Equal(
            ["hosts", "kinds[0].profile", "kinds[1].without", "steps[0].connect", "steps[1]", "steps[2].report", "steps[2].without"],
            fault.Message.Split('\n').Select(line => line.Split(": ")[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void FleetFile_AsTheCommandLineListsHosts_GivesTheirProcessors()
    {
        using var scratch = new ScratchDirectory();
        var file = Path.Combine(scratch.Path, "fleet.json");
        var host = new Host
        {
            Name = "hosts/h1",
            Vendor = "GenuineIntel",
            Architecture = Architecture.X8664,
            Supported = FeatureWords.Plain.Wire,
            Properties = new CompatibilityProperties { PhysicalAddressWidth = 46 },
        };
        File.WriteAllText(file, $"[{host}, {new Host { Name = "hosts/new" }}]");

        var processor = Assert.Single(FleetFile.Read(file));

        Assert.Equal(("GenuineIntel", FeatureWords.Plain.Set, 46U), (processor.Vendor, processor.Supported, processor.Properties.PhysicalAddressWidth));
    }
}
