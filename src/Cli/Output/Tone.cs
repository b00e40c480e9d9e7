namespace Levelset.Cli.Output;

/// <summary>What a piece of text says, so that a terminal can show it.</summary>
internal enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>To be looked at.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Bad,

    /// <summary>Less important than the rest.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Heading,
}
