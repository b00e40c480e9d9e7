using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.FleetSimulator;

/// <summary>The processors of a real fleet, as `levelset hosts list -o json` prints them.</summary>
internal static class FleetFile
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>One processor for each host that has reported.</summary>
    /// <exception cref="ScenarioException">It cannot be read, or is not such a list.</exception>
    public static IReadOnlyList<SimulatedProcessor> Read(string path)
    {
        try
        {
            var listed = JsonNode.Parse(File.ReadAllText(path)) as JsonArray
                ?? throw new ScenarioException($"{path} is not a list of hosts; expected the output of `levelset hosts list -o json`");
            var fleet = listed.Select(host => Parser.Parse<V1.Host>(host!.ToJsonString())).Select(Read).OfType<SimulatedProcessor>().ToList();
            return fleet.Count > 0 ? fleet : throw new ScenarioException($"{path} has no host that has reported its features");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidProtocolBufferException)
        {
            throw new ScenarioException($"cannot read {path}: {error.Message}");
        }
    }

    private static SimulatedProcessor? Read(V1.Host host) =>
        host.Architecture.ToArchitecture() is { } architecture && host.Supported.ToSet(architecture) is { } supported
            ? new SimulatedProcessor(
                host.Name,
                host.Platform?.CpuModel,
                host.Vendor,
                supported,
                host.Properties.ToProperties(),
                FrozenDictionary<FeatureBit, string>.Empty)
            : null;
}
