using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.State;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>
/// After a restart: restores the partitions whose descriptors the service manager has stored, if they match the journal bit for
/// bit.
/// </summary>
internal sealed class Recovery(
    IMshvDevice device,
    Journal journal,
    HeldPartitions partitions,
    IDescriptorStore store,
    SystemdEnvironment environment,
    ILogger<Recovery> logger)
{
    /// <summary>Restores them. The others are closed, and reported as closed.</summary>
    public void Run()
    {
        var kept = journal.Read().Partitions.ToDictionary(partition => HeldPartition.DescriptorNameOf(partition.Name));
        foreach (var (name, descriptor) in environment.Descriptors)
        {
            if (kept.TryGetValue(name, out var partition) && partitions.Find(partition.Name) is null)
            {
                Restore(partition, descriptor);
            }
            else
            {
                logger.DescriptorUnknown(name);
                descriptor.Dispose();
                store.Remove(name);
            }
        }

        foreach (var gone in kept.Values.Where(partition => partitions.Find(partition.Name) is null))
        {
            logger.PartitionGone(gone.Name);
            Forget(gone.Name);
        }
    }

    private void Restore(AgentV1.KeptPartition kept, MshvPartitionHandle descriptor)
    {
        IMshvPartition? partition = null;
        try
        {
            partition = device.Adopt(descriptor);
            if (Difference(kept, partition) is not { } difference)
            {
                partitions.Restore(new HeldPartition(kept.Name, partition, kept.Report, kept.Recorded)
                {
                    Refusal = kept.Refusal,
                    Holders = [.. kept.Holders],
                    Stored = true,
                });
                return;
            }

            logger.PartitionDiffers(kept.Name, difference);
        }
        catch (Exception exception) when (exception is MshvException or AgentException)
        {
            logger.PartitionDiffers(kept.Name, exception.Message);
        }

        // Remove it from the store too, so that it is not restored again.
        partition?.Dispose();
        store.Remove(HeldPartition.DescriptorNameOf(kept.Name));
    }

    /// <summary>How it differs from the journal; null when it matches.</summary>
    private string? Difference(AgentV1.KeptPartition kept, IMshvPartition partition)
    {
        if (kept.Report.Features.ToSet(device.Architecture) is not { } features)
        {
            return $"the journal has no feature words of {device.Architecture.Label}";
        }

        try
        {
            var found = PartitionReading.Read(partition.ReadProperty, device.Architecture);
            var differences = PartitionDifference.Between(PartitionReading.Of(kept.Report, features), found);
            if (differences.IsEmpty)
            {
                logger.PartitionRestored(kept.Name, found.Features);
                return null;
            }

            return differences.Describe(Catalogue.For(device.Architecture));
        }
        catch (MshvException exception) when (exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            // Only initialized partitions can be read here, and this one is not initialized. CREATE has fixed its features, and
            // only the VMM may initialize it, because no early property can be set after that.
            logger.PartitionRestoredUnread(kept.Name, exception.Message);
            return null;
        }
    }

    private void Forget(string name)
    {
        try
        {
            partitions.RemoveLost(name);
        }
        catch (AgentException exception)
        {
            logger.MessageNotSaved(name, exception.Message);
        }
    }
}
