using System.Runtime.InteropServices;
using Levelset.Agent.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>The service manager's descriptor store (FDSTORE=1): what is in it outlives this process.</summary>
internal sealed class DescriptorStore(NotifySocket? manager, SystemdEnvironment environment, ILogger<DescriptorStore> logger) : IDescriptorStore
{
    // What systemd takes for a name without a second look.
    private const int MaxNameLength = 200;

    /// <inheritdoc/>
    public bool Store(HeldPartition held)
    {
        if (manager is null || !environment.HasStore || held.Partition.Descriptor is not { } descriptor)
        {
            return false;
        }

        if (!IsName(held.DescriptorName))
        {
            logger.NotStored(held.Name, "its name is not valid for a descriptor");
            return false;
        }

        return Deliver(held.Name, $"FDSTORE=1\nFDNAME={held.DescriptorName}\nFDPOLL=0", descriptor);
    }

    /// <inheritdoc/>
    public void Remove(string descriptorName)
    {
        if (manager is not null && IsName(descriptorName))
        {
            Deliver(descriptorName, $"FDSTOREREMOVE=1\nFDNAME={descriptorName}", descriptor: null);
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_');

    private bool Deliver(string partition, string message, SafeHandle? descriptor)
    {
        try
        {
            manager!.Send(message, descriptor);
            if (!manager.WaitForManager())
            {
                logger.ManagerSilent(partition);
            }

            return true;
        }
        catch (IOException exception)
        {
            logger.NotStored(partition, exception.Message);
            return false;
        }
    }
}
