using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>Our catalogue against the collected facts: names, positions, kinds, requirements.</summary>
public sealed class CatalogueFactsTests
{
    [Theory]
    [InlineData(Architecture.X86_64)]
    [InlineData(Architecture.Arm64)]
    public void Features_EveryCollectedFact_IsInTheCatalogue(Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        var facts = Facts(architecture).ToList();
        Assert.Equal(architecture.Words.Length * 64, facts.Count);
        Assert.All(facts, fact =>
        {
            Assert.True(FeatureBit.TryParse($"{fact.GetProperty("word")}:{fact.GetProperty("bit")}", architecture, out var bit));
            var kind = fact.GetProperty("kind").GetString();
            Assert.Equal(kind, Collected(catalogue.KindOf(bit), kind));
            Assert.Equal(kind == "reserved" ? bit.ToString() : fact.GetProperty("name").GetString(), catalogue.NameOf(bit));
            Assert.Equal(kind is not ("reserved" or "deprecated"), catalogue.Known.Contains(bit));
            Assert.Equal(fact.TryGetProperty("must_stay_enabled", out _), catalogue.MustStayEnabled.Contains(bit));
        });
    }

    [Theory]
    [InlineData(Architecture.X86_64)]
    [InlineData(Architecture.Arm64)]
    public void Requirements_EveryCollectedRule_IsInTheCatalogue(Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        var collected = ProcessorCollection.Reference("dependencies.json").GetProperty(architecture.Label).EnumerateArray()
            .Select(rule => $"{rule.GetProperty("feature")} {rule.GetProperty("requires")} {rule.GetProperty("strength")}");
        var ours = catalogue.Requirements.Select(requirement =>
            $"{catalogue.NameOf(requirement.Feature)} {catalogue.NameOf(requirement.Requires)} {Strength(requirement)}");
        Assert.Equal(collected.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    internal static IEnumerable<JsonElement> Facts(Architecture architecture)
    {
        var facts = ProcessorCollection.Reference("features.json").GetProperty(architecture.Label);
        return architecture.Words.SelectMany(word => facts.GetProperty(word.Name).EnumerateArray());
    }

    // The facts know neither mitigations nor choices of one: both are capabilities there.
    private static string Collected(FeatureKind kind, string? collected) =>
        kind is FeatureKind.Mitigation or FeatureKind.ChoiceOfOne && collected == "capability" ? "capability" : kind.Label;

    private static string Strength(Requirement requirement) =>
        requirement.Strength == RequirementStrength.Hard ? "hard" : "soft";
}
