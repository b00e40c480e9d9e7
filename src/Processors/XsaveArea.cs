using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>
/// How a simulated hypervisor derives a partition's xsave properties from its features. A component of a feature is removed with
/// that feature, the others with xsave. If components are removed, the size is that of the others in compacted form, at most the
/// host's. Without xsave both properties are 0.
/// </summary>
public static class XsaveArea
{
    // Component numbers, architectural sizes and alignment: Intel SDM volume 1, 13.4 and 13.5; AMD APM volume 2, 11.5.2.
    private static readonly ImmutableArray<Component> Components =
    [
        new(2, 256, Aligned: false, "avx"),
        new(3, 64, Aligned: false, "mpx"),
        new(4, 64, Aligned: false, "mpx"),
        new(5, 64, Aligned: false, "avx512"),
        new(6, 512, Aligned: false, "avx512"),
        new(7, 1024, Aligned: false, "avx512"),
        new(9, 8, Aligned: false, Feature: null),
        new(17, 64, Aligned: true, "amx_tile"),
        new(18, 8192, Aligned: true, "amx_tile"),
        new(19, 128, Aligned: false, "apx"),
    ];

    /// <summary>The properties of a partition with these features on a host with those properties.</summary>
    public static CompatibilityProperties Reduce(CompatibilityProperties host, FeatureSet features)
    {
        if (!features.Architecture.HasXsave || host.XsaveStates is not { } offered)
        {
            return host;
        }

        var states = Reduce(offered, features);
        return states == offered
            ? host
            : host with { XsaveStates = states, MaxXsaveDataSize = Smaller(host.MaxXsaveDataSize, XsaveLayout.CompactedSize(states, Find)) };
    }

    private static ulong Reduce(ulong offered, FeatureSet features)
    {
        var catalogue = Catalogue.For(features.Architecture);
        return !Offers(features, catalogue, "xsave")
            ? 0
            : Components
                .Where(component => component.Feature is { } feature && !Offers(features, catalogue, feature))
                .Aggregate(offered, (states, component) => states & ~(1UL << component.Number));
    }

    private static bool Offers(FeatureSet features, Catalogue catalogue, string name) =>
        catalogue.TryResolve(name, out var bit) && features.Contains(bit);

    // A size that cannot be computed is not reported, because it would be too small.
    private static uint? Smaller(uint? host, uint? size) => host is { } known && size is { } reduced ? Math.Min(known, reduced) : null;

    private static XsaveComponent? Find(int number) =>
        Components.FirstOrDefault(component => component.Number == number) is { } found
            ? new XsaveComponent(found.Size, found.Aligned)
            : null;

    private sealed record Component(int Number, uint Size, bool Aligned, string? Feature);
}
