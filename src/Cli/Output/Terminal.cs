using System.Globalization;

namespace Levelset.Cli.Output;

/// <summary>What the process is connected to.</summary>
/// <param name="OutputIsTerminal">Whether people read standard output directly.</param>
/// <param name="ErrorIsTerminal">Whether people read standard error directly.</param>
/// <param name="InputIsTerminal">Whether somebody can be asked.</param>
/// <param name="Colours">Whether escape sequences may be written to standard output.</param>
/// <param name="Width">Columns; so many that nothing wraps where there is no terminal.</param>
internal sealed record Terminal(bool OutputIsTerminal, bool ErrorIsTerminal, bool InputIsTerminal, bool Colours, int Width)
{
    private const int Unlimited = 20_000;

    /// <summary>Nothing but pipes.</summary>
    public static Terminal None { get; } = new(false, false, false, false, Unlimited);

    /// <summary>Whether somebody can be asked and sees the question.</summary>
    public bool CanAsk => InputIsTerminal && ErrorIsTerminal;

    /// <summary>The process's own.</summary>
    /// <param name="noColour">Whether colours are refused on the command line.</param>
    public static Terminal Find(bool noColour)
    {
        var isTerminal = !Console.IsOutputRedirected;
        return new Terminal(
            isTerminal,
            !Console.IsErrorRedirected,
            !Console.IsInputRedirected,
            isTerminal && !noColour && Setting.Read("NO_COLOR") is null && Setting.Read("TERM") is not (null or "dumb"),
            isTerminal ? ReadWidth() : Unlimited);
    }

    private static int ReadWidth() =>
        Setting.Read("COLUMNS") is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && columns > 0
            ? columns
            : WindowSize.Columns();
}
