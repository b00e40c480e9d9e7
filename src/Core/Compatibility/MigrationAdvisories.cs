using System.Collections.Immutable;
using System.Globalization;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>What to know of a move although it blocks nothing, in the order of the kinds.</summary>
internal static class MigrationAdvisories
{
    public static ImmutableArray<Advisory> Of(
        MigratingPartition partition,
        MigrationTarget target,
        FeatureSet kept,
        FeatureSet leftOut,
        bool poolWaived,
        Catalogue catalogue)
    {
        var found = new List<Advisory>();
        if (target.Capabilities is { } host)
        {
            Properties(found, partition.Capabilities.Properties, host.Properties);
            foreach (var word in target.UnreportedWords)
            {
                found.Add(new Advisory(AdvisoryKind.WordNotReported) { Property = word.Name });
            }

            if (host.Features.Architecture == kept.Architecture)
            {
                Choices(found, partition.Capabilities.Features, host.Features, catalogue);
                Inverted(found, partition.Capabilities.Features, host.Features, catalogue);
                Waivers(found, partition.Waived, leftOut);
                Soft(found, kept, catalogue);
            }
        }

        if (poolWaived)
        {
            found.Add(new Advisory(AdvisoryKind.PoolWaived, Host: target.OtherPool!));
        }

        return found.Count == 0 ? [] : [.. found.OrderBy(advisory => advisory.Kind)];
    }

    private static void Properties(List<Advisory> found, CompatibilityProperties partition, CompatibilityProperties host)
    {
        if (Advisory.OfClocks(partition.ProcessorClockFrequency, host.ProcessorClockFrequency) is { } clocks)
        {
            found.Add(clocks);
        }

        NotReported(found, "physical_address_width", partition.PhysicalAddressWidth, host.PhysicalAddressWidth is null);
        NotReported(found, "cache_line_flush_size", partition.CacheLineFlushSize, host.CacheLineFlushSize is null);
        NotReported(found, "xsave_states", partition.XsaveStates, host.XsaveStates is null);
        NotReported(found, "max_xsave_data_size", partition.MaxXsaveDataSize, host.MaxXsaveDataSize is null);
        NotReported(found, "synthetic_features", partition.SyntheticFeatures, host.SyntheticFeatures is null);
    }

    private static void NotReported(List<Advisory> found, string property, ulong? has, bool silent)
    {
        if (silent && has is { } value)
        {
            found.Add(new Advisory(AdvisoryKind.PropertyNotReported, value.ToString(CultureInfo.InvariantCulture))
            {
                Property = property,
            });
        }
    }

    private static void Choices(List<Advisory> found, FeatureSet partition, FeatureSet host, Catalogue catalogue)
    {
        foreach (var group in catalogue.Groups)
        {
            foreach (var member in group.Members.Where(member => partition.Contains(member) && !host.Contains(member)))
            {
                found.AddRange(group.Members.Where(host.Contains).Select(other =>
                    new Advisory(AdvisoryKind.ChoiceDiffers) { Feature = member, Other = other, Property = group.Name }));
            }
        }
    }

    private static void Inverted(List<Advisory> found, FeatureSet partition, FeatureSet host, Catalogue catalogue)
    {
        foreach (var word in catalogue.Architecture.Words)
        {
            if (((partition[word] ^ host[word]) & catalogue.Inverted[word]) == 0)
            {
                continue;
            }

            found.AddRange(catalogue.Inverted.Bits()
                .Where(bit => bit.Word == word && partition.Contains(bit) != host.Contains(bit))
                .Select(bit => new Advisory(AdvisoryKind.InvertedDiffers, Bit(partition, bit), Bit(host, bit)) { Feature = bit }));
        }
    }

    private static string Bit(FeatureSet set, FeatureBit bit) => set.Contains(bit) ? "1" : "0";

    private static void Waivers(List<Advisory> found, FeatureSet waived, FeatureSet leftOut)
    {
        if (!waived.IsEmpty)
        {
            found.AddRange(waived.Bits().Select(bit =>
                new Advisory(leftOut.Contains(bit) ? AdvisoryKind.Waived : AdvisoryKind.WaiverUnused) { Feature = bit }));
        }
    }

    private static void Soft(List<Advisory> found, FeatureSet kept, Catalogue catalogue)
    {
        foreach (var requirement in catalogue.SoftRequirements)
        {
            if (kept.Contains(requirement.Feature) && !kept.Contains(requirement.Requires))
            {
                found.Add(new Advisory(AdvisoryKind.SoftRequirement) { Feature = requirement.Feature, Other = requirement.Requires });
            }
        }
    }
}
