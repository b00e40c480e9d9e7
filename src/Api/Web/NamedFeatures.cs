using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Web;

/// <summary>Features as pages list them: by name, and by what they belong to.</summary>
internal static class NamedFeatures
{
    /// <summary>What positions without a public meaning belong to.</summary>
    public const string NoFamily = "No public meaning";

    /// <summary>The architecture of that label; null where there is none.</summary>
    public static Architecture? ArchitectureOf(string label) =>
        Enum.GetValues<Architecture>().Cast<Architecture?>().FirstOrDefault(one => one!.Value.Label == label);

    /// <summary>What a set has, in the order of words and bits; nothing where there is no set.</summary>
    public static IReadOnlyList<V1.Feature> Of(V1.FeatureSet? set, string architecture) =>
        ArchitectureOf(architecture) is { } known && set.ToSet(known) is { } features ? Of(features) : [];

    /// <summary>What a set has, in the order of words and bits.</summary>
    public static IReadOnlyList<V1.Feature> Of(FeatureSet set) => [.. set.Bits().Select(bit => bit.ToWire(Catalogue.For(set.Architecture)))];

    /// <summary>The families of an architecture in the order of listing; reserved positions come last.</summary>
    public static IReadOnlyList<string> Families(string architecture) =>
        ArchitectureOf(architecture) is { } known
            ? [.. Catalogue.For(known).Features.Select(feature => feature.Family).Where(family => family.Length > 0).Distinct(), NoFamily]
            : [NoFamily];

    /// <summary>What a feature belongs to.</summary>
    public static string FamilyOf(V1.Feature feature, string architecture) =>
        ArchitectureOf(architecture) is { } known
        && FeatureWord.TryParse(feature.Word, known, out var word)
        && Catalogue.For(known).Find(new FeatureBit(word, (int)feature.Bit)) is { Family.Length: > 0 } definition
            ? definition.Family
            : NoFamily;
}
