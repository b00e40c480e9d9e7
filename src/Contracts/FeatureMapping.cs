using System.Numerics;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Contracts;

/// <summary>Feature words as messages and back. Polarity does not change: sets stay sets, and masks stay masks.</summary>
public static class FeatureMapping
{
    /// <summary>As a message; the numbers of both enums are the same.</summary>
    public static V1.Architecture ToWire(this Architecture architecture) => (V1.Architecture)architecture;

    /// <summary>As Core has it; null = unspecified, or unknown to this version.</summary>
    public static Architecture? ToArchitecture(this V1.Architecture architecture) =>
        Enum.IsDefined((Architecture)architecture) ? (Architecture)architecture : null;

    /// <summary>"x86_64" or "arm64"; "" = unspecified, or unknown to this version.</summary>
    public static string Label(this V1.Architecture architecture) => architecture.ToArchitecture()?.Label ?? "";

    /// <summary>Enable polarity.</summary>
    public static V1.FeatureSet ToWire(this FeatureSet set) => new() { ProcessorBanks = { set.ProcessorBanks }, Xsave = set.Xsave };

    /// <summary>Disable polarity.</summary>
    public static V1.DisableMask ToWire(this DisableMask mask) => new() { ProcessorBanks = { mask.ProcessorBanks }, Xsave = mask.Xsave };

    /// <summary>A position with its name and kind; "reserved" where the catalogue gives it no meaning.</summary>
    public static V1.Feature ToWire(this FeatureBit bit, Catalogue catalogue)
    {
        var kind = catalogue.KindOf(bit);
        return new V1.Feature
        {
            Word = bit.Word.Name,
            Bit = (uint)bit.Bit,
            Name = kind == FeatureKind.Reserved ? "reserved" : catalogue.NameOf(bit),
            Kind = kind.Label,
        };
    }

    /// <summary>The set; null where there is none, or its words are not those of the architecture.</summary>
    public static FeatureSet? ToSet(this V1.FeatureSet? set, Architecture architecture) =>
        set is not null && Fits(architecture, set.ProcessorBanks.Count, set.Xsave)
            ? new FeatureSet(architecture, [.. set.ProcessorBanks], set.Xsave)
            : null;

    /// <summary>The set; null where there is none, or its architecture is unknown to this version.</summary>
    public static FeatureSet? ToSet(this V1.FeatureSet? set, V1.Architecture architecture) =>
        architecture.ToArchitecture() is { } known ? set.ToSet(known) : null;

    /// <summary>The mask; null where there is none, or its words are not those of the architecture.</summary>
    public static DisableMask? ToMask(this V1.DisableMask? mask, Architecture architecture) =>
        mask is not null && Fits(architecture, mask.ProcessorBanks.Count, mask.Xsave)
            ? new DisableMask(architecture, [.. mask.ProcessorBanks], mask.Xsave)
            : null;

    /// <summary>The number of features in a set.</summary>
    public static int Count(this V1.FeatureSet set) => set.ProcessorBanks.Sum(BitOperations.PopCount) + BitOperations.PopCount(set.Xsave);

    private static bool Fits(Architecture architecture, int banks, ulong xsave) =>
        banks == architecture.BankCount && (xsave == 0 || architecture.HasXsave);
}
