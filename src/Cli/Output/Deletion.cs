using System.Text.Json.Nodes;

namespace Levelset.Cli.Output;

/// <summary>The output of a deletion; the service returns an empty message.</summary>
internal static class Deletion
{
    public static CommandOutput Of(string name, bool isPreview) => new(
        () => new JsonObject { ["name"] = name, ["deleted"] = !isPreview, ["validateOnly"] = isPreview },
        view => view.Line(isPreview ? $"{name} would be deleted; nothing was changed" : $"{name} deleted"));
}
