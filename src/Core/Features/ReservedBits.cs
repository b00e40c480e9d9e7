namespace Levelset.Core.Features;

/// <summary>What a pool does with bits that the catalogue does not know. Values equal those of the gRPC enum.</summary>
public enum ReservedBits
{
    /// <summary>
    /// Unknown bits that all members offer stay on, and unknown bits that a host does not report are left 0 in its disable
    /// mask, so that a feature added later is on by default. The default.
    /// </summary>
    HypervisorDefault = 1,

    /// <summary>Unknown bits never enter the baseline and are 1 in every disable mask.</summary>
    Disable = 2,
}
