using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Devices;

/// <summary>A partition of a simulated hypervisor. Its one reference is this object: disposed, it is deleted.</summary>
internal sealed class SimulatedMshvPartition(
    string vendor,
    FeatureSet features,
    CompatibilityProperties properties,
    SimulatedFaults faults,
    Action onDeleted) : IMshvPartition
{
    private readonly Dictionary<uint, ulong> early = [];
    private bool initialized;
    private int deleted;

    /// <inheritdoc/>
    public void Initialize()
    {
        RequireLive(nameof(MshvIoctl.MSHV_INITIALIZE_PARTITION));
        initialized = true;
    }

    /// <summary>
    /// Reads a property. Allowed before <see cref="Initialize"/>, because CREATE fixes the words and a VMM must be able to verify
    /// them before it makes the partition active. Whether every hypervisor allows it is not documented; a fault simulates one that
    /// does not.
    /// </summary>
    public ulong ReadProperty(HvPartitionPropertyCode code)
    {
        RequireLive(nameof(MshvIoctl.MSHV_ROOT_HVCALL));
        return faults.ReadsNeedInitialize && !initialized
            ? throw new MshvException(
                nameof(MshvIoctl.MSHV_ROOT_HVCALL),
                Errno.EIO,
                HypervisorStatus.InvalidPartitionState)
            : early.TryGetValue((uint)code, out var value)
                ? value
                : SimulatedProperties.Read(code, vendor, features, properties);
    }

    /// <summary>Sets an early property. Unknown codes, a width beyond the host's and late calls are refused as the hypervisor refuses them.</summary>
    public void SetProperty(HvPartitionPropertyCode code, ulong value)
    {
        RequireLive(nameof(MshvIoctl.MSHV_ROOT_HVCALL));
        HypervisorStatus? refusal =
            initialized ? HypervisorStatus.InvalidPartitionState
            : EarlyPropertyKind.Validate([new EarlyProperty((uint)code, value)], features.Architecture).Length > 0
                ? HypervisorStatus.UnknownProperty
            : code == HvPartitionPropertyCode.PhysicalAddressWidth && value > properties.PhysicalAddressWidth
                ? HypervisorStatus.PropertyValueOutOfRange
            : null;
        if (refusal is { } status)
        {
            throw new MshvException(nameof(MshvIoctl.MSHV_ROOT_HVCALL), Errno.EIO, status);
        }

        early[(uint)code] = faults.DistortEarly(new EarlyProperty((uint)code, value));
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
