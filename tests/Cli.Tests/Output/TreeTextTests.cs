using System.Text.Json.Nodes;
using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Tests.Output;

/// <summary>Trees as JSON and YAML.</summary>
public sealed class TreeTextTests
{
    [Fact]
    public void ToYaml_TextThatLooksLikeSomethingElse_IsQuoted()
    {
        var tree = new JsonObject { ["number"] = "18446744073709551615", ["yes"] = "true", ["none"] = "", ["hex"] = "0x10", ["real"] = true, ["count"] = 3 };

        Assert.Equal("number: \"18446744073709551615\"\nyes: \"true\"\nnone: \"\"\nhex: \"0x10\"\nreal: true\ncount: 3\n", TreeText.ToYaml(tree).Replace('\'', '"'));
    }

    [Fact]
    public void Of_MessageWithDefaults_HasEveryFieldThatIsNoMessage()
    {
        var tree = ProtoTree.Of(new Pool { Name = "pools/a" }).AsObject();

        Assert.Equal("0", (string?)tree["generation"]);
        Assert.Equal("ARCHITECTURE_UNSPECIFIED", (string?)tree["architecture"]);
        Assert.False((bool)tree["simulated"]!);
        Assert.False(tree.ContainsKey("baseline"));
    }

    [Fact]
    public void ToJsonLine_Tree_IsOneLine() =>
        Assert.Equal("{\"a\":[1,\"–\"]}\n", TreeText.ToJsonLine(new JsonObject { ["a"] = new JsonArray(1, "–") }));
}
