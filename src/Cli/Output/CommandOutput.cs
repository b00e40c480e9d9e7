using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Levelset.Cli.Output;

/// <summary>The output of a command, as data and as text.</summary>
/// <param name="Tree">As JSON; also the source of the YAML.</param>
/// <param name="Write">As text.</param>
internal sealed record CommandOutput(Func<JsonNode> Tree, Action<TextView> Write)
{
    /// <summary>One message.</summary>
    public static CommandOutput Of(IMessage message, Action<TextView> write) => new(() => ProtoTree.Of(message), write);

    /// <summary>A list of messages: an array.</summary>
    public static CommandOutput Of(IEnumerable<IMessage> messages, Action<TextView> write) =>
        new(() => new JsonArray([.. messages.Select(ProtoTree.Of)]), write);

    /// <summary>The same, with a line above the text that marks a preview.</summary>
    public CommandOutput MarkPreview(bool isPreview) => !isPreview ? this : this with
    {
        Write = view =>
        {
            view.Line("preview; nothing was changed", TextStyle.Warning).BlankLine();
            Write(view);
        },
    };
}
