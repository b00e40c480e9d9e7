using Levelset.Api.Errors;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>Reads lists of features: catalogue names or `word:bit`.</summary>
internal static class FeatureNames
{
    public static FeatureSet Parse(IReadOnlyList<string> names, Architecture architecture, string field, ValidationErrors errors)
    {
        var catalogue = Catalogue.For(architecture);
        var bits = new List<FeatureBit>();
        for (var i = 0; i < names.Count; i++)
        {
            var unknown = catalogue.ParseNames([names[i]], out var set);
            foreach (var fault in unknown)
            {
                errors.Add($"{field}[{i}]", Reasons.FeatureUnknown, fault);
            }

            bits.AddRange(set.Bits());
        }

        return FeatureSet.Of(architecture, bits);
    }

    /// <summary>Parses features that are to be left out; what creation fails without cannot be.</summary>
    public static FeatureSet ParseExcluded(IReadOnlyList<string> names, Architecture architecture, string field, ValidationErrors errors)
    {
        var catalogue = Catalogue.For(architecture);
        var excluded = Parse(names, architecture, field, errors);
        foreach (var bit in excluded.Intersect(catalogue.MustStayEnabled).Bits())
        {
            errors.Add(
                field,
                Reasons.FeatureRequired,
                $"{catalogue.NameOf(bit)} must stay enabled: without it the hypervisor refuses to create a partition");
        }

        return excluded;
    }
}
