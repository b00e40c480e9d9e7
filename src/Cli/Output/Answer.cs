using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Levelset.Cli.Output;

/// <summary>What a command has to say, in both forms.</summary>
/// <param name="Tree">For machines.</param>
/// <param name="Write">For people.</param>
internal sealed record Answer(Func<JsonNode> Tree, Action<Page> Write)
{
    /// <summary>One message.</summary>
    public static Answer Of(IMessage message, Action<Page> write) => new(() => ProtoTree.Of(message), write);

    /// <summary>A list of messages: an array.</summary>
    public static Answer Of(IEnumerable<IMessage> messages, Action<Page> write) =>
        new(() => new JsonArray([.. messages.Select(ProtoTree.Of)]), write);
}
