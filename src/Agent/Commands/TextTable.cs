namespace Levelset.Agent.Commands;

/// <summary>Columns of text, each as wide as its widest cell.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row; the first one may be a heading.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(TextWriter output)
    {
        var widths = Enumerable.Range(0, rows.Select(row => row.Length).DefaultIfEmpty().Max())
            .Select(column => rows.Where(row => column < row.Length).Max(row => row[column].Length))
            .ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
