using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Pools;
using Levelset.Core.Analysis;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>What to know of a pool, as messages.</summary>
internal static class AdvisoryMapping
{
    public static V1.PoolAdvisory ToWire(PoolAdvisory advisory, IReadOnlyList<V1.HostGroup> groups, Catalogue catalogue)
    {
        var wire = new V1.PoolAdvisory
        {
            Kind = (V1.PoolAdvisory.Types.Kind)advisory.Kind,
            Feature = advisory.Feature?.ToWire(catalogue),
            Requires = advisory.Requires?.ToWire(catalogue),
            Subject = advisory.Subject,
            Message = Describe(advisory, groups, catalogue),
        };
        wire.Groups.AddRange(groups);
        return wire;
    }

    /// <summary>The members' clocks, where they differ.</summary>
    public static IEnumerable<V1.PoolAdvisory> OfClocks(IReadOnlyList<HostValues.Group> clocks)
    {
        if (clocks.Count < 2)
        {
            yield break;
        }

        var wire = new V1.PoolAdvisory
        {
            Kind = V1.PoolAdvisory.Types.Kind.PropertyDiffers,
            Subject = "processor_clock_frequency",
            Message = "CPU clock differs between members; migrations are allowed, but guests that rely on it may notice",
        };
        wire.Groups.AddRange(clocks.Select(clock => ToWire(clock, clock.Value ?? "not reported")));
        yield return wire;
    }

    /// <summary>A word that some members do not report.</summary>
    public static V1.PoolAdvisory OfWord(HostValues.Group word) => new()
    {
        Kind = V1.PoolAdvisory.Types.Kind.WordNotReported,
        Subject = word.Value!,
        Message = $"{Plural.Of(word.Count, "host does", "hosts do")} not report {word.Value}; it counts as all zeros there",
        Groups = { ToWire(word, "") },
    };

    private static V1.HostGroup ToWire(HostValues.Group group, string value)
    {
        var wire = new V1.HostGroup { HostCount = (uint)group.Count, Value = value };
        wire.Hosts.AddRange(group.Hosts.Select(ResourceName.Host));
        return wire;
    }

    private static string Describe(PoolAdvisory advisory, IReadOnlyList<V1.HostGroup> groups, Catalogue catalogue) => advisory.Kind switch
    {
        PoolAdvisoryKind.MitigationLost => groups.Count > 0
            ? $"{Plural.Of(groups[0].HostCount, "host does", "hosts do")} not offer the mitigation {Named(advisory.Feature, catalogue)}; no guest in the pool gets it"
            : $"no guest in the pool gets the mitigation {Named(advisory.Feature, catalogue)}",
        PoolAdvisoryKind.InvertedDiffers =>
            $"{Named(advisory.Feature, catalogue)} cannot be hidden and differs between members: a guest sees the value of its host",
        PoolAdvisoryKind.ChoiceSplit => $"members have different variants of {advisory.Subject} ({Values(groups)}); the pool gets none",
        PoolAdvisoryKind.PropertyDiffers => $"{advisory.Subject} differs between members: {Values(groups)}",
        PoolAdvisoryKind.SoftRequirement =>
            $"{Named(advisory.Feature, catalogue)} is in the baseline without {Named(advisory.Requires, catalogue)}, which it normally requires",
        _ => throw new ArgumentOutOfRangeException(nameof(advisory), advisory.Kind, "not a kind"),
    };

    private static string Values(IReadOnlyList<V1.HostGroup> groups) => string.Join(", ", groups.Select(group => group.Value));

    private static string Named(FeatureBit? bit, Catalogue catalogue) => $"{catalogue.NameOf(bit!.Value)} ({bit})";
}
