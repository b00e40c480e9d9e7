using System.Collections.Frozen;
using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>
/// What CPUID answered on one logical processor, and the MSRs that are known. A row that was not read is unknown; a row beyond
/// the processor's highest leaf is ignored, because Intel processors answer there with the data of another leaf.
/// </summary>
public sealed class CpuidLeaves
{
    private const uint FirstExtended = 0x8000_0000;
    private readonly FrozenDictionary<(uint Leaf, uint Subleaf), CpuidRow> rows;
    private readonly FrozenDictionary<uint, ulong> msrs;

    /// <summary>The rows that were read, and the MSRs by their number.</summary>
    /// <exception cref="ArgumentException">A row is given twice.</exception>
    public CpuidLeaves(IEnumerable<CpuidRow> rows, IEnumerable<KeyValuePair<uint, ulong>>? msrs = null)
    {
        var byPlace = new Dictionary<(uint Leaf, uint Subleaf), CpuidRow>();
        foreach (var row in rows)
        {
            if (!byPlace.TryAdd((row.Leaf, row.Subleaf), row))
            {
                throw new ArgumentException($"CPUID 0x{row.Leaf:X}.{row.Subleaf} is listed twice", nameof(rows));
            }
        }

        this.rows = byPlace.ToFrozenDictionary();
        this.msrs = (msrs ?? []).ToFrozenDictionary();
    }

    /// <summary>
    /// Every row that the mapping looks at, in ascending order: what to read on a live processor. A row beyond the highest leaf
    /// does no harm.
    /// </summary>
    public static ImmutableArray<(uint Leaf, uint Subleaf)> Wanted { get; } = FindWanted();

    /// <summary>Every MSR that the mapping looks at; a host that cannot read them leaves them out.</summary>
    public static ImmutableArray<uint> WantedMsrs { get; } =
        [.. Catalogue.X86_64.Features.SelectMany(f => f.Sources).OfType<MsrSource>().Select(s => s.Index).Distinct().Order()];

    /// <summary>Reads a row; false when it was not read or lies beyond the highest leaf.</summary>
    public bool TryRead(uint leaf, uint subleaf, out CpuidRow row)
    {
        row = default;
        return !IsBeyond(leaf, subleaf) && rows.TryGetValue((leaf, subleaf), out row);
    }

    /// <summary>Reads an MSR; false when it is not known.</summary>
    public bool TryReadMsr(uint index, out ulong value) => msrs.TryGetValue(index, out value);

    /// <summary>Whether the processor says that it has no such leaf, or no such subleaf of leaf 7: its bits are all 0.</summary>
    public bool IsBeyond(uint leaf, uint subleaf)
    {
        if (leaf >= FirstExtended)
        {
            return rows.TryGetValue((FirstExtended, 0), out var extended) && IsBeyondExtended(leaf, extended.Eax);
        }

        return (rows.TryGetValue((0, 0), out var basic) && leaf > basic.Eax)
            || (leaf == 7 && subleaf > 0 && rows.TryGetValue((7, 0), out var seven) && subleaf > seven.Eax);
    }

    // A processor without extended leaves answers with anything; only 0x8000nnnn is a highest leaf.
    private static bool IsBeyondExtended(uint leaf, uint highest) =>
        leaf != FirstExtended && ((highest & 0xFFFF_0000) != FirstExtended || leaf > highest);

    private static ImmutableArray<(uint Leaf, uint Subleaf)> FindWanted()
    {
        var cpuid = Catalogue.X86_64.Features.SelectMany(feature => feature.Sources).SelectMany(Places);
        (uint, uint)[] properties =
        [
            (0, 0), (1, 0), (7, 0), (0xD, 0), (0xD, 1), (0x15, 0), (0x16, 0), (FirstExtended, 0),
            (0x8000_0002, 0), (0x8000_0003, 0), (0x8000_0004, 0), (0x8000_0008, 0),
        ];
        var components = Enumerable.Range(2, 62).Select(component => (0xDu, (uint)component));
        return [.. cpuid.Concat(properties).Concat(components).Distinct().Order()];
    }

    private static IEnumerable<(uint Leaf, uint Subleaf)> Places(FeatureSource source)
    {
        var bit = source as CpuidSource ?? (source as MsrSource)?.AnnouncedBy;
        for (; bit is not null; bit = bit.And)
        {
            yield return (bit.Leaf, bit.Subleaf);
        }
    }
}
