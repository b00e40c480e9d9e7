using Levelset.Core.Features;

namespace Levelset.Api.Data;

/// <summary>
/// What hosts of one fingerprint offer. Stored once however many hosts there are, so that arithmetic costs by distinct
/// processors.
/// </summary>
public sealed class SupportedSet
{
    /// <summary>64 hexadecimal digits over everything below.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>"GenuineIntel", "AuthenticAMD", "HygonGenuine" or "Arm".</summary>
    public required string Vendor { get; init; }

    /// <summary>S(h).</summary>
    public required FeatureSet Features { get; init; }

    /// <summary>The scalar properties, without the clock.</summary>
    public required StoredProperties Properties
    {
        // EF leaves it null when no property was reported.
        get => field ?? new StoredProperties();
        init;
    }
}
