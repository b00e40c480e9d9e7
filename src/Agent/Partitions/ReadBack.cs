using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Reads what a partition got, every word and every early property, and compares it with what was asked for.</summary>
internal sealed class ReadBack(IMshvPartition partition, PartitionSpec spec, bool mayInitialize)
{
    // Each property is read once: what is reported is what was compared, even of a hypervisor that changes its mind.
    private readonly Dictionary<HvPartitionPropertyCode, ulong> answers = [];
    private bool initialized;

    /// <summary>
    /// The verified partition, or every difference; null where the hypervisor answers for active partitions only and this one
    /// must not be made active.
    /// </summary>
    /// <exception cref="MshvException">A read failed otherwise, or initialization did.</exception>
    public CreationResult? Compare()
    {
        try
        {
            return CompareAll();
        }
        catch (MshvException exception) when (!mayInitialize && exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            return null;
        }
    }

    private CreationResult CompareAll()
    {
        var (features, unreported) = HypervisorProperties.ReadWords(spec.Wanted.Architecture, Read);
        var early = spec.EarlyProperties.Select(property => (Asked: property, Got: TryRead(property.Code))).ToList();
        string[] unread =
        [
            .. unreported.Select(word => word.Name),
            .. early.Where(pair => pair.Got is null).Select(pair => EarlyPropertyKind.NameOf(pair.Asked.Code)),
        ];
        if (unread.Length > 0)
        {
            // What is not read may hold anything; zero would be a guess.
            return new CreationFailure(
                CreationFailureReason.Device,
                $"cannot be verified: {string.Join(", ", unread)} could not be read back");
        }

        var differing = early.Where(pair => pair.Got != pair.Asked.Value).Select(pair => Describe(pair.Asked, pair.Got!.Value)).ToList();
        return features.Equals(spec.Wanted) && differing.Count == 0 ? Verified(features) : Differs(features, differing);
    }

    private CreatedPartition Verified(FeatureSet features) =>
        new(partition, features, HypervisorProperties.ReadScalars(Read))
        {
            EarlyProperties = spec.EarlyProperties,
            SyntheticFeatures = TryRead(EarlyPropertyKind.SyntheticProcFeatures),
            Initialized = initialized,
        };

    private CreationFailure Differs(FeatureSet got, List<string> properties)
    {
        var wanted = spec.Wanted;
        ImmutableArray<FeatureBit> missing = [.. wanted.Except(got).Bits()];
        ImmutableArray<FeatureBit> unexpected = [.. got.Except(wanted).Bits()];
        var differences = got.Equals(wanted)
            ? properties
            : [FeatureDifference.Describe(missing, unexpected, Catalogue.For(wanted.Architecture)), .. properties];
        var words = got.Equals(wanted) ? string.Empty : $"; asked for {wanted}, got {got}";
        return new CreationFailure(
            CreationFailureReason.ReadBackDiffers,
            "what was read back is not what was asked for: " + string.Join("; ", differences) + words,
            missing,
            unexpected);
    }

    /// <summary>Masks bit by bit, anything else by its values.</summary>
    private static string Describe(EarlyProperty asked, ulong got)
    {
        if (EarlyPropertyKind.Find(asked.Code) is not { IsMask: true } kind)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{EarlyPropertyKind.NameOf(asked.Code)}: asked for {asked.Value}, got {got}");
        }

        string[] parts =
        [
            .. Bits(asked.Value & ~got).Select(bit => string.Create(CultureInfo.InvariantCulture, $"missing bit {bit}")),
            .. Bits(got & ~asked.Value).Select(bit => string.Create(CultureInfo.InvariantCulture, $"unexpected bit {bit}")),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"{kind.Name}: {string.Join(", ", parts)}; asked for 0x{asked.Value:x16}, got 0x{got:x16}");
    }

    private static IEnumerable<int> Bits(ulong mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            yield return BitOperations.TrailingZeroCount(rest);
        }
    }

    private ulong? TryRead(uint code) => HypervisorProperties.TryRead((HvPartitionPropertyCode)code, property => Read(property));

    private ulong Read(HvPartitionPropertyCode code) =>
        answers.TryGetValue(code, out var answer) ? answer : answers[code] = ReadActive(code);

    /// <summary>Some hypervisors may answer for active partitions only; there is no document that says so or not.</summary>
    private ulong ReadActive(HvPartitionPropertyCode code)
    {
        try
        {
            return partition.ReadProperty(code);
        }
        catch (MshvException exception) when (mayInitialize && !initialized && exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            partition.Initialize();
            initialized = true;
            return partition.ReadProperty(code);
        }
    }
}
