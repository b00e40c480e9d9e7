using Levelset.Agent.Devices;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Creates a partition, reads back what it got, and keeps it only when that is what was asked for.</summary>
internal static class PartitionCreation
{
    /// <summary>Creates. Whatever the device answers, no partition outlives this that does not show what was asked for.</summary>
    public static CreationResult Create(IMshvDevice device, PartitionSpec spec)
    {
        if (spec.Validate() is { IsEmpty: false } faults)
        {
            return new CreationFailure(CreationFailureReason.Unsupported, string.Join("; ", faults));
        }

        try
        {
            return Make(device, spec, mayInitialize: !spec.Uninitialized) ?? MakeByTwin(device, spec);
        }
        catch (MshvException exception)
        {
            return CreationFailure.Of(exception, RefusalDiagnosis.Explain(device, spec.CreatePartitionV2.Span, exception));
        }
    }

    /// <summary>Creates and reads back; null where that needs an active partition and this one must not be.</summary>
    private static CreationResult? Make(IMshvDevice device, PartitionSpec spec, bool mayInitialize)
    {
        IMshvPartition? partition = null;
        try
        {
            partition = Prepare(device, spec);
            var result = new ReadBack(partition, spec, mayInitialize).Compare();
            if (result is CreatedPartition)
            {
                partition = null;
            }

            return result;
        }
        finally
        {
            // Whatever went wrong, a partition that does not show the wanted set must not live on.
            partition?.Dispose();
        }
    }

    /// <summary>
    /// The one that is wanted cannot be read without making it active: one made in the same way is, read and closed first. What
    /// a hypervisor gives depends on the arguments alone, so that the two are alike.
    /// </summary>
    private static CreationResult MakeByTwin(IMshvDevice device, PartitionSpec spec)
    {
        var result = Make(device, spec, mayInitialize: true)!;
        if (result is not CreatedPartition twin)
        {
            return result;
        }

        twin.Partition.Dispose();
        return twin with { Partition = Prepare(device, spec), Initialized = false, VerifiedByTwin = true };
    }

    /// <summary>Created, its early properties set, not initialized.</summary>
    private static IMshvPartition Prepare(IMshvDevice device, PartitionSpec spec)
    {
        var partition = device.CreatePartition(spec.CreatePartitionV2.Span);
        try
        {
            foreach (var (code, value) in spec.EarlyProperties)
            {
                partition.SetProperty((HvPartitionPropertyCode)code, value);
            }

            return partition;
        }
        catch
        {
            partition.Dispose();
            throw;
        }
    }
}
