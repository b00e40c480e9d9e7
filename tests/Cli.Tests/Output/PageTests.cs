using Levelset.Cli.Output;

namespace Levelset.Cli.Tests.Output;

/// <summary>Pages as text.</summary>
public sealed class PageTests
{
    [Fact]
    public void Render_Table_AlignsColumnsAndLeavesNoBlanksAtTheEnd()
    {
        var page = new Page(isWide: false, width: 20_000);
        page.Table(["NAME", "N"], [["a", 1], ["longer", 22]]);

        Assert.Equal("NAME    N\na       1\nlonger  22\n", page.Render());
    }

    [Fact]
    public void Render_TextThatLooksLikeMarkup_IsPrintedAsItIs() =>
        Assert.Equal("[red]x[/]\n", new Page(false, 80).Line("[red]x[/]").Render());

    [Fact]
    public void Render_Colours_OnlyWhereTheyAreWanted()
    {
        Assert.DoesNotContain('\e', new Page(false, 80).Line("bad", Tone.Bad).Render());
        Assert.Contains('\e', new Page(false, 80, colours: true).Line("bad", Tone.Bad).Render());
    }

    [Fact]
    public void Words_ManyOfThem_AreWrappedBetweenWords()
    {
        var text = new Page(false, 20).Words(Enumerable.Repeat("feature", 4), "  ").Render();

        Assert.Equal("  feature feature\n  feature feature\n", text);
    }

    [Fact]
    public void Facts_WithoutAValue_AreLeftOut()
    {
        var page = new Page(false, 80);
        page.Facts(("name", "a"), ("reason", ""), ("count", 3u));

        Assert.Equal("name   a\ncount  3\n", page.Render());
    }
}
