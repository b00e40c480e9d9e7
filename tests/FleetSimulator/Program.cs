using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Levelset.FleetSimulator;

var scenario = new Argument<string>("scenario") { Description = "a YAML file" };
var service = new Option<Uri>("--service")
{
    Description = "the service's gRPC address",
    DefaultValueFactory = _ => new Uri("http://127.0.0.1:5081"),
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not an address; expected for example http://127.0.0.1:5081");
        return null;
    },
};
var hosts = new Option<int?>("--hosts") { Description = "how many hosts, in place of what the scenario says" };
var fleet = new Option<string?>("--fleet") { Description = "processors of a real fleet: the output of `levelset hosts list -o json`" };
var prefix = new Option<string>("--prefix") { Description = "names of hosts and pools begin with it", DefaultValueFactory = _ => "sim" };
var timeout = new Option<double>("--timeout") { Description = "for how many seconds a step may wait to be acknowledged", DefaultValueFactory = _ => 300 };
var json = new Option<bool>("--json") { Description = "one JSON object for each step" };
var command = new RootCommand("Plays a scenario of a whole fleet's agents against a service, and says how long each step took to be acknowledged")
{
    scenario, service, hosts, fleet, prefix, timeout, json,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        var read = Scenario.Read(parsed.GetRequiredValue(scenario), parsed.GetValue(hosts));
        await using var simulation = new Simulation(
            parsed.GetValue(fleet) is { } file ? read.With(FleetFile.Read(file)) : read,
            parsed.GetRequiredValue(service),
            parsed.GetRequiredValue(prefix));
        if (!parsed.GetValue(json))
        {
            Console.WriteLine("| step | hosts | seconds | reports | median ms | p99 ms | max ms | assignments | streams ended | falsely silent |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        }

        await foreach (var result in simulation.PlayAsync(TimeSpan.FromSeconds(parsed.GetValue(timeout)), cancellationToken))
        {
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(result) : Row(result));
        }

        return 0;
    }
    catch (ScenarioException fault)
    {
        Console.Error.WriteLine(fault.Message);
        return 2;
    }
});
return await command.Parse(args).InvokeAsync();

static string Row(StepResult result) => string.Create(
    CultureInfo.InvariantCulture,
    $"| {result.Step} | {result.Hosts} | {result.Seconds:0.0} | {result.Reports.Count} | {result.Reports.Median:0} | {result.Reports.P99:0} | {result.Reports.Max:0} | {result.Assignments} | {Ends(result)} | {result.FalselySilent} |");

static string Ends(StepResult result) =>
    result.StreamsEnded.Count == 0 ? "0" : string.Join(", ", result.StreamsEnded.Select(end => $"{end.Value} {end.Key}"));
