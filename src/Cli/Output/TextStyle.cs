namespace Levelset.Cli.Output;

/// <summary>What a piece of text means; a terminal shows it as a colour.</summary>
internal enum TextStyle
{
    Plain,
    Success,

    /// <summary>Needs attention.</summary>
    Warning,
    Error,

    /// <summary>Less important than the rest.</summary>
    Muted,
    Heading,
}
