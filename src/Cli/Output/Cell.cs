using System.Globalization;

namespace Levelset.Cli.Output;

/// <summary>A piece of text and what it says.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>Text without meaning beyond its words; none is empty text.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "");

    /// <summary>A number.</summary>
    public static implicit operator Cell(uint number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number.</summary>
    public static implicit operator Cell(ulong number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number.</summary>
    public static implicit operator Cell(int number) => new(number.ToString(CultureInfo.InvariantCulture));
}
