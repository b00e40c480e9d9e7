using Levelset.Api.Requests;
using Levelset.Api.Wire;
using Levelset.Core.Analysis;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using V1 = Levelset.V1;

namespace Levelset.Api.Explaining;

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
            Message = "members differ in processor_clock_frequency; it blocks no move, but a guest that counts on it notices",
        };
        wire.Groups.AddRange(clocks.Select(clock => ToWire(clock, clock.Value ?? "not reported")));
        yield return wire;
    }

    /// <summary>A word that some members do not report.</summary>
    public static V1.PoolAdvisory OfWord(HostValues.Group word) => new()
    {
        Kind = V1.PoolAdvisory.Types.Kind.WordNotReported,
        Subject = word.Value!,
        Message = $"{Hosts(word.Count)} not report {word.Value}; it counts as all zeros for them",
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
            ? $"{Hosts((int)groups[0].HostCount)} not offer the mitigation {Named(advisory.Feature, catalogue)}; no guest of the pool gets it"
            : $"no guest of the pool gets the mitigation {Named(advisory.Feature, catalogue)}",
        PoolAdvisoryKind.InvertedDiffers =>
            $"{Named(advisory.Feature, catalogue)} cannot be hidden, and members differ in it: a guest sees what its host has",
        PoolAdvisoryKind.ChoiceSplit => $"of {advisory.Subject} members have {Values(groups)}; what they have in common is none of them",
        PoolAdvisoryKind.PropertyDiffers => $"members differ in {advisory.Subject}: {Values(groups)}",
        PoolAdvisoryKind.SoftRequirement =>
            $"{Named(advisory.Feature, catalogue)} is in the baseline without {Named(advisory.Requires, catalogue)}, which it should have",
        _ => throw new ArgumentOutOfRangeException(nameof(advisory), advisory.Kind, "not a kind"),
    };

    private static string Hosts(int count) => count == 1 ? "1 host does" : $"{count} hosts do";

    private static string Values(IReadOnlyList<V1.HostGroup> groups) => string.Join(" | ", groups.Select(group => group.Value));

    private static string Named(FeatureBit? bit, Catalogue catalogue) => $"{catalogue.NameOf(bit!.Value)} ({bit})";
}
