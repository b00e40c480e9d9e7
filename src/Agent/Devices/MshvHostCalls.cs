using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>The calls on a descriptor of the device.</summary>
internal sealed class MshvHostCalls(MshvDeviceHandle handle, Architecture architecture) : IHostCalls
{
    /// <inheritdoc/>
    public ulong GetDeviceProperty(HvPartitionPropertyCode code) => MshvCalls.GetPartitionProperty(handle, code);

    /// <inheritdoc/>
    public IReadOnlyList<ulong> GetDevicePropertyEx(HvPartitionPropertyCode code) =>
        MshvCalls.GetPartitionPropertyEx(handle, code);

    /// <inheritdoc/>
    public ulong GetHostPartitionProperty(HvPartitionPropertyCode code) => MshvCalls.GetHostPartitionProperty(handle, code);

    /// <inheritdoc/>
    public IMshvPartition CreateV1Partition() => new MshvPartition(MshvCalls.CreatePartition(handle, default(mshv_create_partition)));

    /// <inheritdoc/>
    public IMshvPartition CreateOpenV2Partition()
    {
        var nothing = new DisableMask(architecture, [.. new ulong[architecture.BankCount]]);
        return new MshvPartition(MshvCalls.CreatePartition(handle, CreatePartitionV2.Encode(nothing, default, isolation: 0)));
    }
}
