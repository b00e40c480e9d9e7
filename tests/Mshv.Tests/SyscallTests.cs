using Levelset.Mshv.Linux;

namespace Levelset.Mshv.Tests;

/// <summary>Real system calls, on descriptors that every machine has.</summary>
public sealed class SyscallTests
{
    [Fact]
    public void Calls_DescriptorThatKnowsNoSuchIoctl_AreTypedAndNamed()
    {
        using var device = MshvCalls.Open("/dev/null");
        using var partition = new MshvPartitionHandle((int)device.DangerousGetHandle());
        const HvPartitionPropertyCode Code = HvPartitionPropertyCode.ProcessorFeatures0;
        (string Call, Action Act)[] calls =
        [
            ("MSHV_ROOT_HVCALL", () => MshvCalls.GetPartitionProperty(device, Code)),
            ("MSHV_ROOT_HVCALL", () => MshvCalls.GetPartitionPropertyEx(device, HvPartitionPropertyCode.VmmCapabilities)),
            ("MSHV_ROOT_HVCALL", () => MshvCalls.SetPartitionProperty(partition, Code, 1)),
            ("MSHV_GET_HOST_PARTITION_PROPERTY", () => MshvCalls.GetHostPartitionProperty(device, Code)),
            ("MSHV_CREATE_PARTITION", () => MshvCalls.CreatePartition(device, default(mshv_create_partition))),
            ("MSHV_INITIALIZE_PARTITION", () => MshvCalls.InitializePartition(partition)),
            ("MSHV_CREATE_VP", () => MshvCalls.CreateVp(partition, 0)),
        ];

        Assert.All(calls, call =>
        {
            var exception = Assert.Throws<MshvException>(call.Act);
            Assert.Equal((call.Call, Errno.ENOTTY), (exception.Call, exception.Errno));
            Assert.Null(exception.Status);
        });

        // Both handles own the one descriptor.
        partition.SetHandleAsInvalid();
    }

    [Fact]
    public void Suspended_MachineThatDoesNotSleep_StaysAsItIs()
    {
        var before = SystemClocks.Suspended();

        Assert.InRange(SystemClocks.Suspended() - before, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        Assert.InRange(before, TimeSpan.FromSeconds(-1), TimeSpan.MaxValue);
    }

    [Fact]
    public void Open_Descriptor_IsCloseOnExecAndClosedWhenDisposed()
    {
        var handle = MshvCalls.Open("/dev/null");
        var descriptor = (int)handle.DangerousGetHandle();
        var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));

        handle.Dispose();

        // Octal: O_CLOEXEC is 02000000, O_RDWR is 02.
        Assert.Equal(0x80002, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80003);
        Assert.True(handle.IsClosed);
    }
}
