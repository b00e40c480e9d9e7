namespace Levelset.Docs.Tests.Wording;

/// <summary>Some text that users may read.</summary>
/// <param name="File">Relative to the repository.</param>
/// <param name="Line">Of its first character, from 1.</param>
/// <param name="Text">With its line breaks.</param>
internal sealed record Passage(string File, int Line, string Text)
{
    /// <summary>"docs/guide/web.md:12: 'anew': say 'again'" for every phrase that is banned.</summary>
    public IEnumerable<string> Faults() =>
        from phrase in BannedPhrase.All
        from match in phrase.Pattern.Matches(Text)
        let line = Line + Text.AsSpan(0, match.Index).Count('\n')
        select $"{File}:{line}: '{match.Value}': say '{phrase.Instead}'";
}
