using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>Between the model's values and those of Core. Words pass as they are; nothing is computed.</summary>
internal static class Translation
{
    // What is drawn for a pool of either architecture may have an xsave word that arm64 has no place for.
    public static FeatureSet ToSet(this Words words, bool arm) =>
        new(arm ? Architecture.Arm64 : Architecture.X86_64, [words.Bank0, words.Bank1], arm ? 0 : words.Xsave);

    public static CpuCapabilities ToCapabilities(this Offering reading) =>
        new(reading.Vendor, reading.Words.ToSet(reading.Arm), reading.Scalars.ToProperties());

    public static PoolPolicy ToPolicy(this Policy policy) => new()
    {
        Join = policy.JoinRejects ? JoinPolicy.Reject : JoinPolicy.LevelDown,
        Drift = policy.DriftLowers ? DriftPolicy.LevelDown : DriftPolicy.Quarantine,
        Raise = policy.RaisesAlone ? RaisePolicy.Automatic : RaisePolicy.Manual,
        ReservedBits = policy.ReservedOff ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
        Excluded = policy.Excluded?.ToSet(policy.Arm),
        Floor = policy.Floor?.ToSet(policy.Arm),
    };

    public static bool[] ToBits(this FeatureSet set) => ToBits(set.Architecture, set.ProcessorBanks, set.Xsave);

    public static bool[] ToBits(this DisableMask mask) => ToBits(mask.Architecture, mask.ProcessorBanks, mask.Xsave);

    public static bool IsArm(this FeatureSet set) => set.Architecture == Architecture.Arm64;

    public static NaiveGeneration ToNaive(this CpuCapabilities generation) => new(
        generation.Features.IsArm(),
        generation.Vendor,
        generation.Features.ToBits(),
        generation.Properties.ToScalars());

    public static Scalars ToScalars(this CompatibilityProperties properties) =>
        new(
            properties.PhysicalAddressWidth,
            properties.CacheLineFlushSize,
            properties.XsaveStates,
            properties.MaxXsaveDataSize,
            properties.SyntheticFeatures);

    public static NaiveVerdict ToNaive(this Verdict verdict)
    {
        var length = verdict.LeftOut.ToBits().Length;
        return new NaiveVerdict
        {
            ArchitectureDiffers = verdict.Blockers.Any(blocker => blocker.Kind == IncompatibilityKind.ArchitectureDiffers),
            VendorDiffers = verdict.Blockers.Any(blocker => blocker.Kind == IncompatibilityKind.VendorDiffers),
            Missing = Features(verdict, IncompatibilityKind.FeatureMissing, length),
            Requiring = Features(verdict, IncompatibilityKind.RequiresWaived, length),
            Scalars = Properties(verdict, IncompatibilityKind.PropertyDiffers),
            Unready = verdict.Blockers.Any(blocker => blocker.Kind == IncompatibilityKind.HostNotReady),
            NoPool = verdict.Blockers.Any(blocker => blocker is { Kind: IncompatibilityKind.PoolBaseline, Feature: null, Property: null }),
            PoolMissing = Features(verdict, IncompatibilityKind.PoolBaseline, length),
            PoolScalars = Properties(verdict, IncompatibilityKind.PoolBaseline),
            LeftOut = verdict.LeftOut.ToBits(),
        };
    }

    private static CompatibilityProperties ToProperties(this Scalars scalars) =>
        new(scalars.Width, scalars.FlushSize, scalars.States, scalars.AreaSize, SyntheticFeatures: scalars.Synthetic);

    private static bool[] ToBits(Architecture architecture, ImmutableArray<ulong> banks, ulong xsave) =>
        new Words(banks[0], banks[1], xsave).ToBits(architecture == Architecture.Arm64);

    private static bool[] Features(Verdict verdict, IncompatibilityKind kind, int length)
    {
        var bits = new bool[length];
        foreach (var blocker in verdict.Blockers)
        {
            if (blocker.Kind == kind && blocker.Feature is { } feature)
            {
                bits[(64 * (feature.Word.IsXsave ? 2 : feature.Word.BankNumber)) + feature.Bit] = true;
            }
        }

        return bits;
    }

    private static ScalarFaults Properties(Verdict verdict, IncompatibilityKind kind)
    {
        var faults = ScalarFaults.None;
        foreach (var blocker in verdict.Blockers)
        {
            if (blocker.Kind == kind && blocker.Property is { } property)
            {
                faults |= property switch
                {
                    "cache_line_flush_size" => ScalarFaults.FlushSize,
                    "physical_address_width" => ScalarFaults.Width,
                    "xsave_states" => ScalarFaults.States,
                    "max_xsave_data_size" => ScalarFaults.AreaSize,
                    "synthetic_features" => ScalarFaults.Synthetic,
                    _ => throw new InvalidOperationException($"{property} is not a property"),
                };
            }
        }

        return faults;
    }
}
