using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Levelset.Cli.Output;

/// <summary>
/// The proto JSON mapping of a message. Every field is there, set or not, so that what reads it need not ask; only messages,
/// oneofs and `optional` fields that are not set are left out.
/// </summary>
internal static class ProtoTree
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>The tree of a message.</summary>
    public static JsonNode Of(IMessage message) => JsonNode.Parse(Formatter.Format(message))!;
}
