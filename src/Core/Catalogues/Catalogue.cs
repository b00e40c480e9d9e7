using System.Collections.Frozen;
using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>
/// K: which bits of one architecture have a known name and meaning, of which kind, and which features they require.
/// Immutable.
/// </summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<FeatureBit, FeatureDefinition> byBit;
    private readonly FrozenDictionary<string, FeatureDefinition> byName;

    /// <summary>A catalogue from its facts.</summary>
    /// <exception cref="ArgumentException">
    /// A position or name is given twice, a requirement names a position that the catalogue lacks, or hard requirements form a
    /// circle.
    /// </exception>
    public Catalogue(
        Architecture architecture,
        string version,
        IEnumerable<FeatureDefinition> features,
        IEnumerable<Requirement> requirements,
        IEnumerable<FeatureGroup> groups,
        IEnumerable<ImmunityFact>? immunities = null)
    {
        Architecture = architecture;
        Version = version;
        Features = [.. features.OrderBy(feature => feature.Bit)];
        Groups = [.. groups];
        byBit = Features.ToFrozenDictionary(feature => feature.Bit);
        byName = Features.ToFrozenDictionary(feature => feature.Name, StringComparer.Ordinal);
        Known = FeatureSet.Of(architecture, Features.Where(feature => feature.Kind.IsKnown).Select(feature => feature.Bit));
        MustStayEnabled = FeatureSet.Of(
            architecture,
            Features.Where(feature => feature.MustStayEnabled).Select(feature => feature.Bit));
        Inverted = FeatureSet.Of(
            architecture,
            Features.Where(feature => feature.Kind == FeatureKind.Inverted).Select(feature => feature.Bit));
        Requirements = RequirementOrder.Sort([.. requirements], byBit.ContainsKey);
        SoftRequirements = [.. Requirements.Where(requirement => requirement.Strength == RequirementStrength.Soft)];
        Immunities = [.. immunities ?? []];
    }

    public static Catalogue X86_64 { get; } = CatalogueReader.Read(Architecture.X86_64);

    public static Catalogue Arm64 { get; } = CatalogueReader.Read(Architecture.Arm64);

    /// <summary>The architecture whose bits are named.</summary>
    public Architecture Architecture { get; }

    /// <summary>Identifies the meanings given to the bits; names are only comparable within one version.</summary>
    public string Version { get; }

    /// <summary>Every entry, in the order of listing.</summary>
    public ImmutableArray<FeatureDefinition> Features { get; }

    /// <summary>Every requirement, ordered so that what is required comes before what requires it.</summary>
    public ImmutableArray<Requirement> Requirements { get; }

    /// <summary>The requirements that take no part in closure.</summary>
    public ImmutableArray<Requirement> SoftRequirements { get; }

    /// <summary>What makes the loss of a mitigation harmless.</summary>
    public ImmutableArray<ImmunityFact> Immunities { get; }

    /// <summary>The choices of one.</summary>
    public ImmutableArray<FeatureGroup> Groups { get; }

    /// <summary>K as a mask: bit 1 = known. Deprecated and reserved positions are not in it.</summary>
    public FeatureSet Known { get; }

    /// <summary>The bits that cannot be hidden and in which hosts must agree.</summary>
    public FeatureSet Inverted { get; }

    /// <summary>What a partition cannot be created without.</summary>
    public FeatureSet MustStayEnabled { get; }

    /// <summary>The catalogue of <paramref name="architecture"/>.</summary>
    public static Catalogue For(Architecture architecture) => architecture switch
    {
        Architecture.X86_64 => X86_64,
        Architecture.Arm64 => Arm64,
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "not an architecture"),
    };

    /// <summary>The entry at a position, or null where there is none.</summary>
    public FeatureDefinition? Find(FeatureBit bit) => byBit.GetValueOrDefault(bit);

    /// <summary>The name at a position; "word:bit" for a reserved one, which reads back to the same position.</summary>
    public string NameOf(FeatureBit bit) =>
        Find(bit) is { Kind: not FeatureKind.Reserved } feature ? feature.Name : bit.ToString();

    /// <summary>The names of the bits that are set, in the order of listing.</summary>
    public IReadOnlyList<string> NamesOf(FeatureSet set) => [.. set.Bits().Select(NameOf)];

    /// <summary>The kind at a position; a position without an entry is reserved.</summary>
    public FeatureKind KindOf(FeatureBit bit) => Find(bit)?.Kind ?? FeatureKind.Reserved;

    /// <summary>Reads a name or a "word:bit" position.</summary>
    public bool TryResolve(string text, out FeatureBit bit)
    {
        if (byName.TryGetValue(text, out var feature))
        {
            bit = feature.Bit;
            return true;
        }

        return FeatureBit.TryParse(text, Architecture, out bit);
    }

    /// <summary>Reads what <see cref="NamesOf"/> prints: names and "word:bit" positions.</summary>
    /// <param name="names">The names.</param>
    /// <param name="set">The set of the names that were understood.</param>
    /// <returns>Every fault found, empty when all names are right.</returns>
    public IReadOnlyList<string> ParseNames(IEnumerable<string> names, out FeatureSet set)
    {
        var faults = new List<string>();
        var bits = new List<FeatureBit>();
        foreach (var name in names)
        {
            if (TryResolve(name, out var bit))
            {
                bits.Add(bit);
            }
            else
            {
                faults.Add($"'{name}' is neither a feature of {Architecture.Label} nor a position such as bank1:61");
            }
        }

        set = FeatureSet.Of(Architecture, bits);
        return faults;
    }

    /// <summary>Nested virtualization's own bit, which must agree with pt_flags bit 4; null where the catalogue has none.</summary>
    public FeatureBit? NestedVirtualization => byName.TryGetValue("nested_virt", out var feature) ? feature.Bit : null;
}
