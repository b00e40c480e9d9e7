using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Reads the embedded catalogues.</summary>
internal static class CatalogueReader
{
    /// <summary>The embedded catalogue of an architecture.</summary>
    public static Catalogue Read(Architecture architecture) => new(architecture, "0", [], [], []);
}
