using Levelset.Api.Errors;
using Levelset.Api.Requests;
using Levelset.Core.Features;
using V1 = Levelset.V1;

namespace Levelset.Api.Pools;

/// <summary>Reads a pool's policy; what this version does not carry out is refused, not ignored.</summary>
internal static class PolicyReader
{
    /// <summary>What a policy says; unset fields have their defaults.</summary>
    public sealed record Policy(ReservedBits ReservedBits, FeatureSet? Excluded);

    public static Policy Read(V1.PoolPolicy? policy, Architecture? architecture, string field, Faults faults)
    {
        policy ??= new V1.PoolPolicy();
        Only(policy.Join, V1.PoolPolicy.Types.Join.LevelDown, "JOIN_LEVEL_DOWN", $"{field}.join", faults);
        Only(policy.Drift, V1.PoolPolicy.Types.Drift.Quarantine, "DRIFT_QUARANTINE", $"{field}.drift", faults);
        Only(policy.Raise, V1.PoolPolicy.Types.Raise.Manual, "RAISE_MANUAL", $"{field}.raise", faults);
        if (policy.FloorFeatures.Count > 0)
        {
            faults.Add($"{field}.floor_features", Reasons.PolicyUnsupported, "a floor is not supported yet; leave it empty");
        }

        return new Policy(
            ReadReservedBits(policy.ReservedBits, $"{field}.reserved_bits", faults),
            ReadExcluded(policy.ExcludedFeatures, architecture, $"{field}.excluded_features", faults));
    }

    private static void Only<T>(T value, T supported, string name, string field, Faults faults)
        where T : struct, Enum
    {
        if (!value.Equals(default(T)) && !value.Equals(supported))
        {
            faults.Add(field, Reasons.PolicyUnsupported, $"{value} is not supported yet; expected {name} or unset");
        }
    }

    private static ReservedBits ReadReservedBits(V1.PoolPolicy.Types.ReservedBits value, string field, Faults faults)
    {
        switch (value)
        {
            case V1.PoolPolicy.Types.ReservedBits.Unspecified:
            case V1.PoolPolicy.Types.ReservedBits.HypervisorDefault:
                return ReservedBits.HypervisorDefault;
            case V1.PoolPolicy.Types.ReservedBits.Disable:
                return ReservedBits.Disable;
            default:
                faults.Add(
                    field,
                    Reasons.PolicyUnsupported,
                    $"{(int)value} is unknown; expected RESERVED_BITS_HYPERVISOR_DEFAULT (1) or RESERVED_BITS_DISABLE (2)");
                return ReservedBits.HypervisorDefault;
        }
    }

    private static FeatureSet? ReadExcluded(IReadOnlyList<string> names, Architecture? architecture, string field, Faults faults)
    {
        if (names.Count == 0)
        {
            return null;
        }

        if (architecture is { } known)
        {
            return FeatureNames.ParseExcluded(names, known, field, faults);
        }

        faults.Add(
            field,
            Reasons.ArchitectureUnknown,
            "names mean nothing without an architecture: fix the pool's architecture when it is made, or add a host first");
        return null;
    }
}
