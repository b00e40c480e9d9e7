using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Devices;

/// <summary>A partition of the real hypervisor, held by its descriptor.</summary>
internal sealed class MshvPartition(MshvPartitionHandle handle) : IMshvPartition
{
    /// <inheritdoc/>
    public void Initialize() => MshvCalls.InitializePartition(handle);

    /// <inheritdoc/>
    public void SetProperty(HvPartitionPropertyCode code, ulong value) => MshvCalls.SetPartitionProperty(handle, code, value);

    /// <inheritdoc/>
    public ulong ReadProperty(HvPartitionPropertyCode code) => MshvCalls.GetPartitionProperty(handle, code);

    /// <inheritdoc/>
    public DescriptorHandle? Descriptor => handle;

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
