using Levelset.Agent.Interop;
using Levelset.Core.Features;

namespace Levelset.Agent.Devices;

/// <summary>A partition of a simulated hypervisor. Its one reference is this object: disposed, it is deleted.</summary>
internal sealed class SimulatedMshvPartition(
    string vendor,
    FeatureSet features,
    CompatibilityProperties properties,
    bool readsNeedInitialize,
    Action onDeleted) : IMshvPartition
{
    private bool initialized;
    private int deleted;

    /// <inheritdoc/>
    public void Initialize()
    {
        RequireLive(nameof(MshvIoctl.MSHV_INITIALIZE_PARTITION));
        initialized = true;
    }

    /// <summary>
    /// Reads a property. Allowed before <see cref="Initialize"/>: the words are settled by CREATE, and a VMM must be able to
    /// compare them before it makes the partition active. Whether every hypervisor agrees is not documented, hence the fault.
    /// </summary>
    public ulong ReadProperty(HvPartitionPropertyCode code)
    {
        RequireLive(nameof(MshvIoctl.MSHV_ROOT_HVCALL));
        return readsNeedInitialize && !initialized
            ? throw new MshvException(
                nameof(MshvIoctl.MSHV_ROOT_HVCALL),
                Errno.EIO,
                HypervisorStatus.InvalidPartitionState)
            : SimulatedProperties.Read(code, vendor, features, properties);
    }

    /// <inheritdoc/>
    public DescriptorHandle? Descriptor => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref deleted, 1) == 0)
        {
            onDeleted();
        }
    }

    private void RequireLive(string call)
    {
        if (Volatile.Read(ref deleted) != 0)
        {
            throw new MshvException(call, Errno.EBADF);
        }
    }
}
