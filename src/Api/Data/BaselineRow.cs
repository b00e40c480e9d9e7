using Levelset.Api.Errors;
using Levelset.Core.Features;

namespace Levelset.Api.Data;

/// <summary>One generation of a pool's baseline. The database refuses to update it.</summary>
public sealed class BaselineRow
{
    public required string PoolId { get; init; }

    /// <summary>From 1, dense.</summary>
    public required long Generation { get; init; }

    /// <summary>Vendor of all contributors.</summary>
    public required string Vendor { get; init; }

    /// <summary>B.</summary>
    public required FeatureSet Features { get; init; }

    /// <summary>L at that time.</summary>
    public required FeatureSet Level { get; init; }

    /// <summary>What every contributor can give.</summary>
    public required StoredProperties Properties
    {
        // EF leaves it null when no property was reported.
        get => field ?? new StoredProperties();
        init;
    }

    /// <summary>What made it.</summary>
    public required string Cause { get; init; }

    /// <summary>Who made it.</summary>
    public required string Author { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>The catalogue that named the bits.</summary>
    public required string CatalogueVersion { get; init; }

    /// <summary>Per dropped feature its reason, and who the contributors were: a <see cref="Pools.BaselineReasons"/> as JSON.</summary>
    public required string Reasons { get; init; }
}
