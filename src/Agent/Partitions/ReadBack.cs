using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Reads every word and every early property of a partition, and compares them with the request.</summary>
internal sealed class ReadBack(IMshvPartition partition, PartitionSpec spec, bool mayInitialize)
{
    // Each property is read once, so that the reported values are the compared ones, even if the hypervisor's answers change.
    private readonly Dictionary<HvPartitionPropertyCode, ulong> answers = [];
    private bool initialized;

    /// <summary>
    /// The verified partition, or every difference; null where only initialized partitions can be read and this one must not be
    /// initialized.
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
            // An unread word may have any value.
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
        var words = got.Equals(wanted) ? string.Empty : $"; requested {wanted}, got {got}";
        return new CreationFailure(
            CreationFailureReason.ReadBackDiffers,
            "the partition differs from the request: " + string.Join("; ", differences) + words,
            missing,
            unexpected);
    }

    /// <summary>Masks are described by bits, others by values.</summary>
    private static string Describe(EarlyProperty asked, ulong got)
    {
        if (EarlyPropertyKind.Find(asked.Code) is not { IsMask: true } kind)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{EarlyPropertyKind.NameOf(asked.Code)}: requested {asked.Value}, got {got}");
        }

        string[] parts =
        [
            .. Bits(asked.Value & ~got).Select(bit => string.Create(CultureInfo.InvariantCulture, $"missing bit {bit}")),
            .. Bits(got & ~asked.Value).Select(bit => string.Create(CultureInfo.InvariantCulture, $"unexpected bit {bit}")),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"{kind.Name}: {string.Join(", ", parts)}; requested 0x{asked.Value:x16}, got 0x{got:x16}");
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

    /// <summary>Initializes the partition where only initialized ones can be read. Whether such hypervisors exist is not documented.</summary>
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
