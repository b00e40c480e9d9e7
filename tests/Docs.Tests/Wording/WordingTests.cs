namespace Levelset.Docs.Tests.Wording;

/// <summary>What users read is plain English: a few phrases that have no honest use stay out.</summary>
public sealed class WordingTests
{
    [Fact]
    public void UserText_HasNoBannedPhrase()
    {
        var passages = UserText.All().ToList();

        Assert.True(passages.Count > 3000, $"only {passages.Count} texts were found");
        Assert.Empty(passages.SelectMany(passage => passage.Faults()));
    }

    [Theory]
    [InlineData("a.cs", "// anew\nvar x = 'a'; Say($\"1 {(one ? \"done anew\" : @\"\"\"anew\"\"\")} of\"\n + \"\"\"\n  who lacks it\n \"\"\");", "a.cs:2: 'anew': say 'again'|a.cs:2: 'anew': say 'again'|a.cs:4: 'who lacks': say 'hosts that lack, offer, report'")]
    [InlineData("a.razor", "@* anew *@\n<p title=\"anew\">no</p>\n@code {\n    // told\n    string a = \"told\";\n}", "a.razor:2: 'anew': say 'again'|a.razor:5: 'told': say 'reported, sent, requested; by default'")]
    [InlineData("a.md", "for\npeople\n```sh\nanew\n```\nanew", "a.md:1: 'for\npeople': say 'display name, message, in English'|a.md:6: 'anew': say 'again'")]
    [InlineData("a.proto", "// There is\n// no anew\nstring told = 1; // it is no pool", "a.proto:2: 'anew': say 'again'|a.proto:3: 'is no pool': say 'is not a'")]
    public void Read_EachKindOfFile_FindsItsTextsAndTheirLines(string file, string source, string faults) =>
        Assert.Equal(
            faults.Split('|').Order(StringComparer.Ordinal),
            UserText.Read(file, source).SelectMany(passage => passage.Faults()).Order(StringComparer.Ordinal));
}
