using System.Globalization;

namespace Levelset.Cli.Output;

/// <summary>What the process is connected to.</summary>
/// <param name="OutputIsTerminal">Whether standard output is a terminal.</param>
/// <param name="ErrorIsTerminal">Whether standard error is a terminal.</param>
/// <param name="InputIsTerminal">Whether standard input is a terminal.</param>
/// <param name="Colours">Whether to write escape sequences to standard output.</param>
/// <param name="Width">Columns; practically unlimited without a terminal.</param>
internal sealed record Terminal(bool OutputIsTerminal, bool ErrorIsTerminal, bool InputIsTerminal, bool Colours, int Width)
{
    private const int Unlimited = 20_000;

    /// <summary>No terminal on any stream.</summary>
    public static Terminal None { get; } = new(false, false, false, false, Unlimited);

    /// <summary>Whether a user can see a prompt and answer it.</summary>
    public bool CanPrompt => InputIsTerminal && ErrorIsTerminal;

    /// <summary>The terminal of this process.</summary>
    /// <param name="noColour">Whether --no-color was given.</param>
    public static Terminal Find(bool noColour)
    {
        var isTerminal = !Console.IsOutputRedirected;
        return new Terminal(
            isTerminal,
            !Console.IsErrorRedirected,
            !Console.IsInputRedirected,
            isTerminal && !noColour && EnvironmentVariable.Read("NO_COLOR") is null && EnvironmentVariable.Read("TERM") is not (null or "dumb"),
            isTerminal ? ReadWidth() : Unlimited);
    }

    private static int ReadWidth() =>
        EnvironmentVariable.Read("COLUMNS") is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && columns > 0
            ? columns
            : WindowSize.Columns();
}
