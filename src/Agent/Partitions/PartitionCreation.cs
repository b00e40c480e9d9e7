using System.Collections.Immutable;
using Levelset.Agent.Devices;
using Levelset.Agent.Interop;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Partitions;

/// <summary>Creates a partition, reads back what it got, and keeps it only when that is what was asked for.</summary>
internal static class PartitionCreation
{
    /// <summary>Creates.</summary>
    /// <param name="device">The hypervisor.</param>
    /// <param name="createPartitionV2">The ioctl's argument, passed as it is.</param>
    /// <param name="wanted">What the partition must show.</param>
    public static CreationResult Create(IMshvDevice device, ReadOnlySpan<byte> createPartitionV2, FeatureSet wanted)
    {
        IMshvPartition? partition = null;
        try
        {
            partition = device.CreatePartition(createPartitionV2);
            var result = Compare(partition, wanted);
            if (result is CreatedPartition)
            {
                partition = null;
            }

            return result;
        }
        catch (MshvException exception)
        {
            return CreationFailure.Of(exception);
        }
        finally
        {
            // Whatever went wrong, a partition that does not show the wanted set must not live on.
            partition?.Dispose();
        }
    }

    private static CreationResult Compare(IMshvPartition partition, FeatureSet wanted)
    {
        ulong Read(HvPartitionPropertyCode code) => ReadActive(partition, code);
        var (features, unreported) = HypervisorProperties.ReadWords(wanted.Architecture, Read);
        if (unreported.Count > 0)
        {
            // An unread word may hold anything; zero would be a guess.
            return new CreationFailure(
                CreationFailureReason.Device,
                $"cannot be verified: {string.Join(", ", unreported)} could not be read back");
        }

        return features.Equals(wanted)
            ? new CreatedPartition(partition, features, HypervisorProperties.ReadScalars(Read))
            : Differs(wanted, features);
    }

    /// <summary>Some hypervisors may answer for active partitions only; there is no document that says so or not.</summary>
    private static ulong ReadActive(IMshvPartition partition, HvPartitionPropertyCode code)
    {
        try
        {
            return partition.ReadProperty(code);
        }
        catch (MshvException exception) when (exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            partition.Initialize();
            return partition.ReadProperty(code);
        }
    }

    private static CreationFailure Differs(FeatureSet wanted, FeatureSet got)
    {
        ImmutableArray<FeatureBit> missing = [.. wanted.Except(got).Bits()];
        ImmutableArray<FeatureBit> unexpected = [.. got.Except(wanted).Bits()];
        var message = "what was read back is not what was asked for: "
            + FeatureDifference.Describe(missing, unexpected, Catalogue.For(wanted.Architecture))
            + $"; asked for {wanted}, got {got}";
        return new CreationFailure(CreationFailureReason.ReadBackDiffers, message, missing, unexpected);
    }
}
