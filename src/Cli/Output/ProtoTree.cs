using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Levelset.Cli.Output;

/// <summary>
/// The proto JSON mapping of a message. Fields with default values are included, so that scripts need not check for them;
/// only messages, oneofs and `optional` fields that are not set are omitted.
/// </summary>
internal static class ProtoTree
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static JsonNode Of(IMessage message) => JsonNode.Parse(Formatter.Format(message))!;
}
