namespace Levelset.Core.Features;

/// <summary>
/// What a host can give, a baseline gives or a partition has: all that decides whether one of them suits another. A baseline is
/// one with a number.
/// </summary>
/// <param name="Vendor">The processor's, such as "GenuineIntel".</param>
/// <param name="Features">Feature words; enable polarity.</param>
/// <param name="Properties">Scalar properties.</param>
public sealed record CpuCapabilities(string Vendor, FeatureSet Features, CompatibilityProperties Properties)
{
    /// <summary>What two hosts of one vendor and architecture can both give.</summary>
    /// <exception cref="ArgumentException">The architectures differ.</exception>
    public CpuCapabilities Intersect(CpuCapabilities other) =>
        new(Vendor, Features.Intersect(other.Features), Properties.Intersect(other.Properties));
}
