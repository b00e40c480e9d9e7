using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Levelset.Cli.Output;

/// <summary>JSON trees as text.</summary>
internal static class TreeText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<ISerializer> Yaml = new(() =>
        new SerializerBuilder().WithQuotingNecessaryStrings().WithIndentedSequences().DisableAliases().Build());

    /// <summary>JSON over several lines.</summary>
    public static string ToJson(JsonNode tree) => tree.ToJsonString(Indented) + "\n";

    public static string ToJsonLine(JsonNode tree) => tree.ToJsonString(Compact) + "\n";

    /// <summary>The same tree as YAML.</summary>
    public static string ToYaml(JsonNode tree) => Yaml.Value.Serialize(Plain(tree)!);

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject members => members.ToDictionary(member => member.Key, member => Plain(member.Value)),
        JsonArray items => items.Select(Plain).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => Number(node),
            _ => node.GetValue<string>(),
        },
    };

    private static object Number(JsonNode node) =>
        long.TryParse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var whole) ? whole : node.GetValue<double>();
}
