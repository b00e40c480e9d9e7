using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Levelset.FleetSimulator;

/// <summary>What a fleet is and what it does, step by step.</summary>
/// <param name="Pools">How many pools the hosts are dealt among when they join.</param>
/// <param name="Fleet">The processor of each host, by its number.</param>
/// <param name="Steps">What happens.</param>
internal sealed record Scenario(int Pools, ImmutableArray<SimulatedProcessor> Fleet, ImmutableArray<Step> Steps)
{
    /// <summary>The same with processors of a real fleet, dealt in their order.</summary>
    public Scenario With(IReadOnlyList<SimulatedProcessor> fleet) =>
        this with { Fleet = [.. Enumerable.Range(0, Fleet.Length).Select(number => fleet[number % fleet.Count])] };

    /// <summary>The same without waiting: for tests.</summary>
    public Scenario WithoutPauses() => this with { Steps = [.. Steps.Select(step => step with { Over = TimeSpan.Zero, Pause = TimeSpan.Zero })] };

    /// <summary>Reads a scenario.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="hosts">How many hosts there are, in place of what the file says; null = as it says.</param>
    /// <exception cref="ScenarioException">It cannot be read, or something of it is wrong: every fault is named.</exception>
    public static Scenario Read(string path, int? hosts)
    {
        try
        {
            var file = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
                .Deserialize<ScenarioFile?>(File.ReadAllText(path)) ?? new ScenarioFile();
            var faults = new List<string>();
            var kinds = file.Kinds.Select((kind, i) => ReadKind(kind, $"kinds[{i}]", faults)).ToList();
            var steps = file.Steps.Select((step, i) => ReadStep(step, Math.Max(file.Racks, 1), $"steps[{i}]", faults)).ToList();
            Require(file.Hosts is >= 1 and <= 1_000_000, "hosts", "1 to 1000000", file.Hosts, faults);
            Require(file.Pools is >= 0 and <= 1000, "pools", "0 to 1000", file.Pools, faults);
            Require(file.Racks is >= 1 and <= 10_000, "racks", "1 to 10000", file.Racks, faults);
            Require(file.Kinds.Count > 0, "kinds", "at least one", "none", faults);
            Require(file.Steps.Count > 0, "steps", "at least one", "none", faults);
            ScenarioException.ThrowIfAny(path, faults);
            var deal = file.Kinds.SelectMany((kind, i) => Enumerable.Repeat(kinds[i]!, kind.Weight)).ToList();
            return new Scenario(
                file.Pools,
                [.. Enumerable.Range(0, hosts ?? file.Hosts).Select(number => deal[number % deal.Count])],
                [.. steps.OfType<Step>()]);
        }
        catch (YamlException error)
        {
            throw new ScenarioException($"{path}:{error.Start.Line}: {(error.InnerException ?? error).Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"cannot read {path}: {error.Message}");
        }
    }

    private static SimulatedProcessor? ReadKind(ScenarioFile.KindEntry kind, string field, List<string> faults)
    {
        Require(kind.Weight is >= 1 and <= 1000, $"{field}.weight", "1 to 1000", kind.Weight, faults);
        if (Profile.Find(kind.Profile) is not { } profile)
        {
            faults.Add($"{field}.profile: '{kind.Profile}' is not a profile; expected one of {string.Join(", ", Profile.All.Select(one => one.Name))}");
            return null;
        }

        return SimulatedProcessor.From(profile).Without(ReadFeatures(kind.Without, profile.Architecture, $"{field}.without", faults));
    }

    private static Step? ReadStep(ScenarioFile.StepEntry step, int racks, string field, List<string> faults)
    {
        (StepAction Action, string? Hosts)[] all =
        [
            (StepAction.Connect, step.Connect), (StepAction.Disconnect, step.Disconnect), (StepAction.Flap, step.Flap),
            (StepAction.Join, step.Join), (StepAction.Report, step.Report),
        ];
        Require(step.Over is >= 0 and <= 86_400, $"{field}.over", "0 to 86400 seconds", step.Over, faults);
        Require(step.Pause is >= 0 and <= 86_400, $"{field}.pause", "0 to 86400 seconds", step.Pause, faults);
        faults.AddRange(step.Without.Where(name => !IsFeature(name)).Select(name => $"{field}.without: '{name}' is not a feature"));
        Require(step.Times is >= 1 and <= 10_000, $"{field}.times", "1 to 10000", step.Times, faults);
        if (all.Where(one => one.Hosts is not null).ToList() is not [var (action, hosts)])
        {
            faults.Add($"{field}: expected exactly one of connect, disconnect, flap, join and report");
            return null;
        }

        var name = action.ToString().ToLowerInvariant();
        if (HostSelection.Parse(hosts!, racks) is not { } selection)
        {
            faults.Add($"{field}.{name}: '{hosts}' selects no hosts; expected all, A%-B%, N% or rack K");
            return null;
        }

        return new Step(
            action,
            $"{name} {hosts}",
            selection,
            [.. step.Without],
            TimeSpan.FromSeconds(step.Over),
            TimeSpan.FromSeconds(step.Pause),
            step.Times);
    }

    private static FeatureSet ReadFeatures(List<string> names, Architecture architecture, string field, List<string> faults)
    {
        faults.AddRange(Catalogue.For(architecture).ParseNames(names, out var set).Select(name => $"{field}: '{name}' is not a feature of {architecture.Label}"));
        return set;
    }

    // Of any processor: a step may be about hosts of several kinds.
    private static bool IsFeature(string name) => Catalogue.X86_64.TryResolve(name, out _) || Catalogue.Arm64.TryResolve(name, out _);

    private static void Require(bool isRight, string field, string expected, object got, List<string> faults)
    {
        if (!isRight)
        {
            faults.Add(FormattableString.Invariant($"{field}: expected {expected}, got {got}"));
        }
    }
}
