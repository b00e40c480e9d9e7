using Levelset.Agent.Devices;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Creates a partition, reads back what it got, and keeps it only when that is what was asked for.</summary>
internal static class PartitionCreation
{
    /// <summary>Creates. Whatever the device answers, no partition outlives this that does not show what was asked for.</summary>
    public static CreationResult Create(IMshvDevice device, CreationOrder order)
    {
        if (order.Validate() is { IsEmpty: false } faults)
        {
            return new CreationFailure(CreationFailureReason.Unsupported, string.Join("; ", faults));
        }

        try
        {
            return Make(device, order, mayInitialize: !order.Uninitialized) ?? MakeByTwin(device, order);
        }
        catch (MshvException exception)
        {
            return CreationFailure.Of(exception, RefusalDiagnosis.Explain(device, order.CreatePartitionV2.Span, exception));
        }
    }

    /// <summary>Creates and reads back; null where that needs an active partition and this one must not be.</summary>
    private static CreationResult? Make(IMshvDevice device, CreationOrder order, bool mayInitialize)
    {
        IMshvPartition? partition = null;
        try
        {
            partition = Prepare(device, order);
            var result = new ReadBack(partition, order, mayInitialize).Compare();
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
    private static CreationResult MakeByTwin(IMshvDevice device, CreationOrder order)
    {
        var result = Make(device, order, mayInitialize: true)!;
        if (result is not CreatedPartition twin)
        {
            return result;
        }

        twin.Partition.Dispose();
        return twin with { Partition = Prepare(device, order), Initialized = false, VerifiedByTwin = true };
    }

    /// <summary>Created, its early properties set, not initialized.</summary>
    private static IMshvPartition Prepare(IMshvDevice device, CreationOrder order)
    {
        var partition = device.CreatePartition(order.CreatePartitionV2.Span);
        try
        {
            foreach (var (code, value) in order.EarlyProperties)
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
