namespace Levelset.Api.Errors;

/// <summary>
/// Keeps an error within what its trailers may hold: clients on gRPC's C core refuse more than 8 KiB of metadata, and would show
/// their callers that instead of the error.
/// </summary>
internal static class StatusText
{
    /// <summary>The most characters of a status message.</summary>
    public const int MessageLength = 1000;

    /// <summary>The most characters of one violation's description.</summary>
    public const int DescriptionLength = 400;

    /// <summary>The most bytes that all violations of one kind take up.</summary>
    public const int ViolationsSize = 3000;

    /// <summary>Beginning and end of a text that is too long.</summary>
    public static string Fit(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var half = (most - 1) / 2;
        var head = char.IsHighSurrogate(text[half - 1]) ? half - 1 : half;
        var tail = char.IsLowSurrogate(text[^half]) ? half - 1 : half;
        return $"{text[..head]}…{text[^tail..]}";
    }
}
