using System.Text.Json;

namespace Levelset.Core.Tests.Catalogues;

public sealed class CatalogueReaderTests
{
    private const string Sse = """{ "word": "bank0", "bit": 0, "name": "sse", "kind": "capability" }""";

    [Fact]
    public void Read_RightForm_GivesEveryMember()
    {
        var catalogue = Read(
            """
            { "word": "bank0", "bit": 1, "name": "avx10", "kind": "mitigation", "mustStayEnabled": true, "confidence": "low",
              "found": [{ "leaf": "0x7", "subleaf": 1, "register": "edx", "bit": 19,
                          "and": { "leaf": "0x24", "subleaf": 0, "register": "ebx", "bit": 17 } },
                        { "msr": "0x10A", "bit": 2, "inverted": true }],
              "description": "wide", "note": "mind" }
            """,
            """{ "feature": "avx10", "requires": "sse", "strength": "hard", "source": "me" }""");

        var feature = Assert.Single(catalogue.Features, f => f.Name == "avx10");
        Assert.Equal(FeatureKind.Mitigation, feature.Kind);
        Assert.True(feature.MustStayEnabled);
        Assert.Equal(Confidence.Low, feature.Confidence);
        Assert.Equal(["CPUID 7.1.EDX[19] and CPUID 0x24.0.EBX[17]", "not MSR 0x10A[2]"], feature.Sources.Select(s => s.ToString()));
        Assert.Equal(("wide", "mind"), (feature.Description, feature.Note));
        Assert.Equal("me", Assert.Single(catalogue.Requirements).Source);
    }

    [Theory]
    [InlineData("""{ "word": "bank0", "bit": 0, "name": "again", "kind": "capability" }""", "bank0:0 is listed twice")]
    [InlineData("""{ "word": "bank0", "bit": 1, "name": "sse", "kind": "capability" }""", "the name sse is listed twice")]
    [InlineData("""{ "word": "bank0", "bit": 64, "name": "a", "kind": "capability" }""", "bank0:64 is not a position of x86_64")]
    [InlineData("""{ "word": "bank2", "bit": 1, "name": "a", "kind": "capability" }""", "bank2:1 is not a position of x86_64")]
    [InlineData("""{ "word": "bank0", "bit": 1, "name": "a", "kind": "good" }""", "'good' is not a kind")]
    [InlineData("""{ "word": "bank0", "bit": 1, "name": "bank0:2", "kind": "capability" }""", "bank0:2 is not a name")]
    [InlineData("""{ "word": "bank0", "bit": 1, "kind": "capability" }""", "\"bit\": 1")]
    [InlineData(
        """
        { "word": "bank0", "bit": 1, "name": "a", "kind": "capability",
          "found": [{ "leaf": "0x7", "subleaf": 0, "register": "ebx", "bit": 32 }] }
        """,
        "bit 32 is not within 0 to 31")]
    [InlineData(
        """{ "word": "bank0", "bit": 1, "name": "a", "kind": "capability", "found": [{ "msr": "0x1A0", "bit": 0 }] }""",
        "no source states whether MSR 0x1A0 exists")]
    public void Read_FeatureThatIsWrong_NamesTheFault(string feature, string fault) =>
        Assert.Contains(fault, Assert.Throws<FormatException>(() => Read(feature, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SeveralFaults_NamesThemAll()
    {
        var message = Assert.Throws<FormatException>(() => Read(
            """{ "word": "bank0", "bit": 0, "name": "sse", "kind": "capability" }""",
            """{ "feature": "sse", "requires": "nothing", "strength": "hard" }""")).Message;
        Assert.Contains("bank0:0 is listed twice", message, StringComparison.Ordinal);
        Assert.Contains("the name sse is listed twice", message, StringComparison.Ordinal);
        Assert.Contains("there is no feature nothing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CatalogueOfAnotherArchitecture_IsRefused() =>
        Assert.Throws<FormatException>(() => Read(null, null, Architecture.Arm64));

    [Fact]
    public void Read_ReservedPosition_HasNoNameButItsOwn()
    {
        var catalogue = Read("""{ "word": "bank0", "bit": 9, "kind": "reserved", "note": "was lass" }""", null);
        Assert.False(catalogue.Known.Contains(new FeatureBit(FeatureWord.Bank(0), 9)));
        Assert.Equal("bank0:9", catalogue.NameOf(new FeatureBit(FeatureWord.Bank(0), 9)));
    }

    private static Catalogue Read(string? feature, string? requirement, Architecture architecture = Architecture.X86_64)
    {
        using var document = JsonDocument.Parse($$"""
            {
              "architecture": "x86_64", "version": "test", "source": "test",
              "msrs": [{ "msr": "0x10A", "announcedBy": { "leaf": "0x7", "subleaf": 0, "register": "edx", "bit": 29 } }],
              "features": [{{Sse}}{{(feature is null ? "" : "," + feature)}}],
              "requirements": [{{requirement}}],
              "groups": []
            }
            """);
        return CatalogueReader.Read(architecture, document.RootElement);
    }
}
