using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Emulator.Driver;

/// <summary>What v1 means on Microsoft's kernel: everything disabled but these. Enable polarity.</summary>
internal static class AllowList
{
    /// <summary>Of an architecture.</summary>
    public static FeatureSet For(Architecture architecture) =>
        architecture == Architecture.X86_64
            ? new FeatureSet(architecture, [0x7FFF_F8FF_FFFF_FFFF, 0x0003_9880_3000_07AA], 0x1807)
            : Catalogue.For(architecture).MustStayEnabled;
}
