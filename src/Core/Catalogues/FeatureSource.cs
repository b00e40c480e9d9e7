namespace Levelset.Core.Catalogues;

/// <summary>Where the architecture announces a feature. The hypervisor's own report always goes before it.</summary>
public abstract record FeatureSource
{
    private protected FeatureSource()
    {
    }
}
