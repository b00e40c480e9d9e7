using Levelset.Agent.Devices;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Creates a partition, reads it back, and keeps it only if it is exactly what was requested.</summary>
internal static class PartitionCreation
{
    /// <summary>Creates a partition. Whatever the device returns, no partition that differs from the request stays open.</summary>
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

    /// <summary>Creates and reads back; null where only initialized partitions can be read and this one must not be initialized.</summary>
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
            // A partition that was not verified must not stay open.
            partition?.Dispose();
        }
    }

    /// <summary>
    /// The partition cannot be read without initializing it, which is not allowed. Therefore a twin, created with the same
    /// arguments, is initialized, read and closed first. The hypervisor's result depends on the arguments only.
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

    /// <summary>Creates a partition and sets its early properties; does not initialize it.</summary>
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
