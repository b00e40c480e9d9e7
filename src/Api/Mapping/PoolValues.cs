using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>Rows as Core has them.</summary>
internal static class PoolValues
{
    public static PoolPolicy ToPolicy(this PoolRow pool) => new()
    {
        Join = pool.Join,
        Drift = pool.Drift,
        Raise = pool.Raise,
        ReservedBits = pool.ReservedBits,
        Excluded = pool.Excluded,
        Floor = pool.Floor,
    };

    /// <summary>Puts a policy in force.</summary>
    public static void Take(this PoolRow pool, PoolPolicy policy)
    {
        pool.Join = policy.Join;
        pool.Drift = policy.Drift;
        pool.Raise = policy.Raise;
        pool.ReservedBits = policy.ReservedBits;
        pool.Excluded = policy.Excluded;
        pool.Floor = policy.Floor;
    }

    public static PoolIdentity ToIdentity(this PoolRow pool) => new(pool.FixedArchitecture, pool.FixedVendor);

    public static CpuCapabilities ToCapabilities(this BaselineRow row) => new(row.Vendor, row.Features, row.Properties.ToValue());

    public static CpuCapabilities ToCapabilities(this SupportedSet set) => new(set.Vendor, set.Features, set.Properties.ToValue());
}
