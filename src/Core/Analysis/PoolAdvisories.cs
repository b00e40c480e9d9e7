using System.Collections.Immutable;
using System.Globalization;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Not every bit is a capability: what the arithmetic alone would not tell.</summary>
internal static class PoolAdvisories
{
    private const string NotReported = "not reported";

    public static ImmutableArray<PoolAdvisory> Of(
        IReadOnlyList<Member> contributors,
        FeatureSet baseline,
        ImmutableArray<DroppedFeature> missing,
        Catalogue catalogue) =>
    [
        .. Mitigations(missing, catalogue),
        .. Inverted(contributors, catalogue),
        .. Choices(contributors, catalogue),
        .. Properties(contributors),
        .. Soft(baseline, catalogue),
    ];

    private static IEnumerable<PoolAdvisory> Mitigations(ImmutableArray<DroppedFeature> missing, Catalogue catalogue) =>
        missing
            .Where(dropped => catalogue.KindOf(dropped.Feature) == FeatureKind.Mitigation)
            .Select(dropped => new PoolAdvisory(
                PoolAdvisoryKind.MitigationLost,
                dropped.Feature,
                null,
                "",
                dropped.LackedBy.IsEmpty ? [] : [new PoolAdvisory.Group("", dropped.LackedBy)]));

    private static IEnumerable<PoolAdvisory> Inverted(IReadOnlyList<Member> contributors, Catalogue catalogue)
    {
        foreach (var bit in catalogue.Inverted.Bits())
        {
            var groups = By(contributors, member => member.Capabilities.Features.Contains(bit) ? "1" : "0");
            if (groups.Length > 1)
            {
                yield return new PoolAdvisory(PoolAdvisoryKind.InvertedDiffers, bit, null, "", groups);
            }
        }
    }

    private static IEnumerable<PoolAdvisory> Choices(IReadOnlyList<Member> contributors, Catalogue catalogue)
    {
        foreach (var group in catalogue.Groups)
        {
            var chosen = contributors
                .SelectMany(member => group.Members.Where(member.Capabilities.Features.Contains))
                .Distinct()
                .ToList();
            if (chosen.Count > 1 && !chosen.Exists(bit => contributors.All(member => member.Capabilities.Features.Contains(bit))))
            {
                yield return new PoolAdvisory(
                    PoolAdvisoryKind.ChoiceSplit,
                    null,
                    null,
                    group.Name,
                    By(contributors, member => Choice(member.Capabilities.Features, group, catalogue)));
            }
        }
    }

    private static string Choice(FeatureSet features, FeatureGroup group, Catalogue catalogue)
    {
        var made = group.Members.Where(features.Contains).Select(catalogue.NameOf).ToList();
        return made.Count == 0 ? "none" : string.Join(", ", made);
    }

    private static IEnumerable<PoolAdvisory> Properties(IReadOnlyList<Member> contributors)
    {
        (string Name, Func<CompatibilityProperties, string?> Read)[] properties =
        [
            ("physical_address_width", one => Number(one.PhysicalAddressWidth)),
            ("cache_line_flush_size", one => Number(one.CacheLineFlushSize)),
            ("xsave_states", one => one.XsaveStates is { } states ? FeatureSetText.ToHex(states) : null),
            ("max_xsave_data_size", one => Number(one.MaxXsaveDataSize)),
            ("synthetic_features", one => one.SyntheticFeatures is { } word ? FeatureSetText.ToHex(word) : null),
        ];
        foreach (var (name, read) in properties)
        {
            var groups = By(contributors, member => read(member.Capabilities.Properties) ?? NotReported);
            if (groups.Length > 1)
            {
                yield return new PoolAdvisory(PoolAdvisoryKind.PropertyDiffers, null, null, name, groups);
            }
        }
    }

    private static string? Number(uint? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<PoolAdvisory> Soft(FeatureSet baseline, Catalogue catalogue) =>
        catalogue.SoftRequirements
            .Where(requirement => baseline.Contains(requirement.Feature) && !baseline.Contains(requirement.Requires))
            .Select(requirement => new PoolAdvisory(
                PoolAdvisoryKind.SoftRequirement, requirement.Feature, requirement.Requires, "", []));

    private static ImmutableArray<PoolAdvisory.Group> By(IReadOnlyList<Member> contributors, Func<Member, string> value) =>
    [
        .. contributors
            .GroupBy(value)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new PoolAdvisory.Group(
                group.Key,
                [.. group.Select(member => member.Source).Order(StringComparer.Ordinal)])),
    ];
}
