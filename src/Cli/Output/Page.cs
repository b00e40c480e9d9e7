using Spectre.Console;
using Spectre.Console.Rendering;

namespace Levelset.Cli.Output;

/// <summary>What people are shown: lines, facts and tables, one under another.</summary>
/// <param name="isWide">Whether more columns are wanted.</param>
/// <param name="width">Columns of the terminal. Lists of names are wrapped in them; a table's lines are left as long as they are.</param>
/// <param name="colours">Whether escape sequences may be written.</param>
internal sealed class Page(bool isWide, int width, bool colours = false)
{
    // Squeezed columns tear names apart; a long line the terminal wraps itself.
    private const int Unlimited = 20_000;

    // A list of names in a pipe is wrapped where people would still read it.
    private const int LongestLine = 120;

    private readonly List<IRenderable> parts = [];

    /// <summary>Whether more columns are wanted.</summary>
    public bool IsWide => isWide;

    /// <summary>An empty line, save at the top.</summary>
    public Page Gap()
    {
        if (parts.Count > 0)
        {
            parts.Add(new Text(" "));
        }

        return this;
    }

    /// <summary>The heading of what follows, with an empty line above.</summary>
    public Page Heading(string text) => Gap().Line(text, Tone.Heading);

    /// <summary>A line.</summary>
    public Page Line(string text, Tone tone = Tone.Plain)
    {
        parts.Add(new Text(text, StyleOf(tone)));
        return this;
    }

    /// <summary>Words, wrapped between them.</summary>
    public Page Words(IEnumerable<string> words, string indent = "  ")
    {
        var line = indent;
        foreach (var word in words)
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > Math.Min(width, LongestLine))
            {
                Line(line);
                line = indent;
            }

            line += (line.Length > indent.Length ? " " : "") + word;
        }

        return line.Length > indent.Length ? Line(line) : this;
    }

    /// <summary>Names with their values; those without a value are left out.</summary>
    public Page Facts(params IEnumerable<(string Name, Cell Value)> facts)
    {
        var table = Borderless();
        table.ShowHeaders = false;
        table.AddColumn(Column(""));
        table.AddColumn(Column(""));
        foreach (var (name, value) in facts)
        {
            if (value.Text.Length > 0)
            {
                table.AddRow(Render(new Cell(name, Tone.Faint)), Render(value));
            }
        }

        parts.Add(table);
        return this;
    }

    /// <summary>A table; a line that says so where it has no rows.</summary>
    public Page Table(IReadOnlyList<string> headings, IEnumerable<Cell[]> rows, string empty = "none")
    {
        var table = Borderless();
        foreach (var heading in headings)
        {
            table.AddColumn(Column(heading));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Render));
        }

        if (table.Rows.Count == 0)
        {
            return Line(empty, Tone.Faint);
        }

        parts.Add(table);
        return this;
    }

    /// <summary>The whole page as text.</summary>
    public string Render()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Without colours every style is plain, and nothing is written for those. Spectre's own way without escape sequences
            // sets the colours of the process's terminal instead.
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unlimited;
        console.Write(new Rows(parts));
        return string.Concat(writer.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd() + '\n'));
    }

    private static Table Borderless() => new Table().Border(TableBorder.None);

    private TableColumn Column(string heading) =>
        new(new Text(heading, StyleOf(Tone.Heading))) { Padding = new Padding(0, 0, 2, 0) };

    private Text Render(Cell cell) => new(cell.Text, StyleOf(cell.Tone));

    private Style StyleOf(Tone tone) => tone switch
    {
        _ when !colours => Style.Plain,
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon),
        Tone.Faint => new Style(Color.Grey),
        Tone.Heading => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
