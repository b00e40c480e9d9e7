using Levelset.Cli.Output;

namespace Levelset.Cli.Tests.Output;

public sealed class TextViewTests
{
    [Fact]
    public void Render_Table_AlignsColumnsAndLeavesNoBlanksAtTheEnd()
    {
        var view = new TextView(isWide: false, width: 20_000);
        view.Table(["NAME", "N"], [["a", 1], ["longer", 22]]);

        Assert.Equal("NAME    N\na       1\nlonger  22\n", view.Render());
    }

    [Fact]
    public void Render_TextThatLooksLikeMarkup_IsPrintedAsItIs() =>
        Assert.Equal("[red]x[/]\n", new TextView(false, 80).Line("[red]x[/]").Render());

    [Fact]
    public void Render_Colours_OnlyWhereTheyAreWanted()
    {
        Assert.DoesNotContain('\e', new TextView(false, 80).Line("bad", TextStyle.Error).Render());
        Assert.Contains('\e', new TextView(false, 80, colours: true).Line("bad", TextStyle.Error).Render());
    }

    [Fact]
    public void Wrapped_ManyWords_AreWrappedBetweenWords()
    {
        var text = new TextView(false, 20).Wrapped(Enumerable.Repeat("feature", 4), "  ").Render();

        Assert.Equal("  feature feature\n  feature feature\n", text);
    }

    [Fact]
    public void Fields_WithoutAValue_AreOmitted()
    {
        var view = new TextView(false, 80);
        view.Fields(("name", "a"), ("reason", ""), ("count", 3u));

        Assert.Equal("name   a\ncount  3\n", view.Render());
    }
}
