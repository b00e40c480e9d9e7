namespace Levelset.Core.Compatibility;

/// <summary>In what a host differs from what is needed.</summary>
public enum MisfitKind
{
    /// <summary>It does not offer a feature.</summary>
    FeatureMissing,

    /// <summary>Its processor is another maker's.</summary>
    VendorDiffers,

    /// <summary>Its architecture is another.</summary>
    ArchitectureDiffers,

    /// <summary>A scalar property differs in a way that matters.</summary>
    PropertyDiffers,
}
