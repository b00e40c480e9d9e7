using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Pools;

/// <summary>Reads a pool's policy; unset fields have their defaults.</summary>
internal static class PolicyReader
{
    public static PoolPolicy Read(V1.PoolPolicy? policy, Architecture? architecture, string field, ValidationErrors errors)
    {
        policy ??= new V1.PoolPolicy();
        var read = new PoolPolicy
        {
            Join = Choose(policy.Join, JoinPolicy.LevelDown, $"{field}.join", errors),
            Drift = Choose(policy.Drift, DriftPolicy.Quarantine, $"{field}.drift", errors),
            Raise = Choose(policy.Raise, RaisePolicy.Manual, $"{field}.raise", errors),
            ReservedBits = Choose(policy.ReservedBits, ReservedBits.HypervisorDefault, $"{field}.reserved_bits", errors),
            Excluded = ReadFeatures(policy.ExcludedFeatures, architecture, $"{field}.excluded_features", ReadExcluded, errors),
            Floor = ReadFeatures(policy.FloorFeatures, architecture, $"{field}.floor_features", ReadFloor, errors),
        };
        return read;
    }

    /// <summary>What cannot hold together; a policy whose parts come from two requests is checked as a whole.</summary>
    public static void CheckTogether(PoolPolicy policy, string field, ValidationErrors errors)
    {
        if (policy.Floor is not { } floor)
        {
            return;
        }

        var catalogue = Catalogue.For(floor.Architecture);
        var kept = Closure.Upwards(floor, catalogue);
        if (policy.Excluded is { } excluded && excluded.Architecture == floor.Architecture)
        {
            foreach (var bit in kept.Intersect(excluded).Bits())
            {
                errors.Add(
                    $"{field}.excluded_features",
                    Reasons.FloorExcluded,
                    $"{catalogue.NameOf(bit)} ({bit}) is excluded, but required by the floor{Because(bit, floor)}; change one of them");
            }
        }

        if (policy.ReservedBits == ReservedBits.Disable)
        {
            foreach (var bit in kept.Except(catalogue.Known).Bits())
            {
                errors.Add(
                    $"{field}.floor_features",
                    Reasons.FloorExcluded,
                    $"{bit} is not in the catalogue, and RESERVED_BITS_DISABLE disables unknown bits; remove it from the floor");
            }
        }
    }

    private static string Because(FeatureBit bit, FeatureSet floor) =>
        floor.Contains(bit) ? "" : " (a feature in the floor depends on it)";

    private static TValue Choose<TWire, TValue>(TWire value, TValue unset, string field, ValidationErrors errors)
        where TWire : struct, Enum
        where TValue : struct, Enum
    {
        var number = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
        if (number == 0)
        {
            return unset;
        }

        var known = (TValue)Enum.ToObject(typeof(TValue), number);
        if (Enum.IsDefined(known))
        {
            return known;
        }

        var names = V1.PoolPolicy.Descriptor.EnumTypes.Single(type => type.ClrType == typeof(TWire)).Values.Skip(1)
            .Select(each => $"{each.Name} ({each.Number})");
        errors.Add(field, Reasons.PolicyUnknown, $"unknown value {number}; expected {string.Join(" or ", names)}");
        return unset;
    }

    private static FeatureSet? ReadFeatures(
        IReadOnlyList<string> names,
        Architecture? architecture,
        string field,
        Func<IReadOnlyList<string>, Architecture, string, ValidationErrors, FeatureSet> read,
        ValidationErrors errors)
    {
        if (names.Count == 0)
        {
            return null;
        }

        if (architecture is { } known)
        {
            return read(names, known, field, errors);
        }

        errors.Add(
            field,
            Reasons.ArchitectureUnknown,
            "feature names need an architecture: set the architecture when you create the pool, or add a host first");
        return null;
    }

    // A tier among exclusions stands for what it adds to the one below.
    private static FeatureSet ReadExcluded(IReadOnlyList<string> names, Architecture architecture, string field, ValidationErrors errors)
    {
        var (tiers, rest) = Split(names, architecture);
        return tiers.Select(tier => tier.Own)
            .Aggregate(FeatureNames.ParseExcluded(rest, architecture, field, errors), (set, own) => set.Union(own));
    }

    private static FeatureSet ReadFloor(IReadOnlyList<string> names, Architecture architecture, string field, ValidationErrors errors)
    {
        var (tiers, rest) = Split(names, architecture);
        return tiers.Select(tier => tier.Features)
            .Aggregate(FeatureNames.Parse(rest, architecture, field, errors), (set, features) => set.Union(features));
    }

    private static (IReadOnlyList<Tier> Tiers, IReadOnlyList<string> Names) Split(IReadOnlyList<string> names, Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        return ([.. names.Select(name => Tier.Find(name, catalogue)).OfType<Tier>()],
            [.. names.Where(name => Tier.Find(name, catalogue) is null)]);
    }
}
