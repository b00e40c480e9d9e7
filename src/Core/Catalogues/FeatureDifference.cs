using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Names the bits in which two sets differ.</summary>
public static class FeatureDifference
{
    /// <summary>"missing avx2 (xsave:3); unexpected reserved bit (bank0:63)"; every bit is named.</summary>
    public static string Describe(ImmutableArray<FeatureBit> missing, ImmutableArray<FeatureBit> unexpected, Catalogue catalogue)
    {
        var parts = new List<string>();
        if (!missing.IsEmpty)
        {
            parts.Add("missing " + List(missing, catalogue));
        }

        if (!unexpected.IsEmpty)
        {
            parts.Add("unexpected " + List(unexpected, catalogue));
        }

        return string.Join("; ", parts);
    }

    private static string List(ImmutableArray<FeatureBit> bits, Catalogue catalogue) =>
        string.Join(", ", bits.Select(bit => Name(bit, catalogue)));

    private static string Name(FeatureBit bit, Catalogue catalogue) =>
        catalogue.KindOf(bit) == FeatureKind.Reserved ? $"reserved bit ({bit})" : $"{catalogue.NameOf(bit)} ({bit})";
}
