using System.Text.Json.Nodes;

namespace Levelset.Cli.Output;

/// <summary>The answer of a deletion, which the service answers with nothing.</summary>
internal static class Deletion
{
    /// <summary>What was deleted, or would be.</summary>
    public static Answer Of(string name, bool isPreview) => new(
        () => new JsonObject { ["name"] = name, ["deleted"] = !isPreview, ["validateOnly"] = isPreview },
        page => page.Line(isPreview ? $"{name} would be deleted; nothing was changed" : $"{name} deleted"));
}
