using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Web;

/// <summary>Feature sets of messages by the names of their bits.</summary>
internal static class FeatureWords
{
    /// <summary>The features of one set that another lacks, in bit order.</summary>
    public static IReadOnlyList<V1.Feature> Except(V1.FeatureSet set, V1.FeatureSet other, V1.Architecture architecture)
    {
        var core = (Architecture)architecture;
        var catalogue = Catalogue.For(core);
        return [.. Read(set, core).Except(Read(other, core)).Bits().Select(bit => bit.ToWire(catalogue))];
    }

    private static FeatureSet Read(V1.FeatureSet set, Architecture architecture) =>
        new(architecture, [.. set.ProcessorBanks], set.Xsave);
}
