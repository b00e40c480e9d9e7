using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>Text to be read by operators: of bounded length, without control characters, and so storable and printable everywhere.</summary>
internal static class PlainText
{
    /// <summary>The most characters of a display name.</summary>
    public const int DisplayNameLength = 200;

    /// <summary>Notes a fault when the text is too long or has control characters.</summary>
    public static void Check(string text, int most, string field, ValidationErrors errors)
    {
        if (text.Length > most)
        {
            errors.Add(field, Reasons.FieldInvalid, $"{Plural.Of(text.Length, "character")}; at most {most}");
        }

        if (text.Any(char.IsControl))
        {
            errors.Add(field, Reasons.FieldInvalid, "has control characters; expected plain text");
        }
    }

    /// <summary>The beginning of a text whose sender cannot be sent back, in plain characters.</summary>
    public static string Fit(string text, int most)
    {
        var cut = text.Length > most && char.IsHighSurrogate(text[most - 1]) ? most - 1 : Math.Min(text.Length, most);
        return string.Concat(text[..cut].Select(c => char.IsControl(c) ? ' ' : c));
    }
}
