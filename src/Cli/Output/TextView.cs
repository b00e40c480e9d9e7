using Spectre.Console;
using Spectre.Console.Rendering;

namespace Levelset.Cli.Output;

/// <summary>Output as text: lines, fields and tables, one below another.</summary>
/// <param name="isWide">Whether to show all columns and every feature word.</param>
/// <param name="width">Columns of the terminal. Lists of names are wrapped to fit; table rows are not.</param>
/// <param name="colours">Whether to use escape sequences.</param>
internal sealed class TextView(bool isWide, int width, bool colours = false)
{
    // Narrow columns would break names into pieces; the terminal wraps a long row.
    private const int Unlimited = 20_000;

    // Lists of names in a pipe are wrapped too, at a readable length.
    private const int MaxListWidth = 120;

    private readonly List<IRenderable> parts = [];

    /// <summary>Whether to show all columns and every feature word.</summary>
    public bool IsWide => isWide;

    /// <summary>An empty line, except at the top.</summary>
    public TextView BlankLine()
    {
        if (parts.Count > 0)
        {
            parts.Add(new Text(" "));
        }

        return this;
    }

    /// <summary>A heading with an empty line above it.</summary>
    public TextView Heading(string text) => BlankLine().Line(text, TextStyle.Heading);

    public TextView Line(string text, TextStyle style = TextStyle.Plain)
    {
        parts.Add(new Text(text, StyleOf(style)));
        return this;
    }

    /// <summary>Words separated by spaces, over as many lines as they need.</summary>
    public TextView Wrapped(IEnumerable<string> words, string indent = "  ")
    {
        var line = indent;
        foreach (var word in words)
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > Math.Min(width, MaxListWidth))
            {
                Line(line);
                line = indent;
            }

            line += (line.Length > indent.Length ? " " : "") + word;
        }

        return line.Length > indent.Length ? Line(line) : this;
    }

    /// <summary>Names with their values; names without a value are omitted.</summary>
    public TextView Fields(params IEnumerable<(string Name, Cell Value)> fields)
    {
        var table = Borderless();
        table.ShowHeaders = false;
        table.AddColumn(Column(""));
        table.AddColumn(Column(""));
        foreach (var (name, value) in fields)
        {
            if (value.Text.Length > 0)
            {
                table.AddRow(Render(new Cell(name, TextStyle.Muted)), Render(value));
            }
        }

        parts.Add(table);
        return this;
    }

    /// <summary>A table, or the text for an empty one.</summary>
    public TextView Table(IReadOnlyList<string> headings, IEnumerable<Cell[]> rows, string empty = "none")
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
            return Line(empty, TextStyle.Muted);
        }

        parts.Add(table);
        return this;
    }

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
        new(new Text(heading, StyleOf(TextStyle.Heading))) { Padding = new Padding(0, 0, 2, 0) };

    private Text Render(Cell cell) => new(cell.Text, StyleOf(cell.Style));

    private Style StyleOf(TextStyle style) => style switch
    {
        _ when !colours => Style.Plain,
        TextStyle.Success => new Style(Color.Green),
        TextStyle.Warning => new Style(Color.Olive),
        TextStyle.Error => new Style(Color.Maroon),
        TextStyle.Muted => new Style(Color.Grey),
        TextStyle.Heading => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
