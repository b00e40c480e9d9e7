using System.Globalization;

namespace Levelset.Cli.Output;

/// <summary>A piece of text with its style.</summary>
internal readonly record struct Cell(string Text, TextStyle Style = TextStyle.Plain)
{
    /// <summary>Plain text; null is empty text.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "");

    public static implicit operator Cell(uint number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static implicit operator Cell(ulong number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static implicit operator Cell(int number) => new(number.ToString(CultureInfo.InvariantCulture));
}
