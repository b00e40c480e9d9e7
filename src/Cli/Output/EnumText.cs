namespace Levelset.Cli.Output;

/// <summary>Enum values as text.</summary>
internal static class EnumText
{
    /// <summary>As the protocol spells them: "NOT_FOUND".</summary>
    public static string UpperSnake(Enum value) => Separate(value, '_').ToUpperInvariant();

    /// <summary>As options spell them: "level-down".</summary>
    public static string Kebab(Enum value) => Separate(value, '-').ToLowerInvariant();

    private static string Separate(Enum value, char separator) => string.Concat(value.ToString().Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"{separator}{letter}" : $"{letter}"));
}
