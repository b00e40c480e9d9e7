using Levelset.Agent.Devices;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Devices;

/// <summary>The real device's class, on descriptors that every machine has.</summary>
public sealed class MshvDeviceTests
{
    [Fact]
    public void Open_MachineWithoutTheDevice_SaysWhatIsMissing()
    {
        Assert.SkipWhen(File.Exists(MshvDevice.DefaultPath), "this machine is a root partition");

        var exception = Assert.Throws<MshvException>(() => MshvDevice.Open());

        Assert.Equal("open /dev/mshv", exception.Call);
        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.Null(exception.Status);
        Assert.Contains("ENOENT (2)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("not a root partition", exception.Message, StringComparison.Ordinal);
        Assert.True(MshvDevice.IsAbsent(exception));
    }

    [Fact]
    public void OpenHost_DescriptorThatKnowsNoSuchIoctl_TriesEveryMethod()
    {
        using var device = MshvDevice.Open("/dev/null");

        var exception = Assert.Throws<MshvException>(() => device.OpenHost());

        Assert.Equal("MSHV_CREATE_PARTITION", exception.Call);
        Assert.Equal(Errno.ENOTTY, exception.Errno);
        Assert.Null(exception.Status);
    }

    [Fact]
    public void CreatePartition_DescriptorThatKnowsNoSuchIoctl_IsTyped()
    {
        using var device = MshvDevice.Open("/dev/null");

        var exception = Assert.Throws<MshvException>(() => device.CreatePartition(new byte[64]));

        Assert.Equal("MSHV_CREATE_PARTITION", exception.Call);
        Assert.Equal(Errno.ENOTTY, exception.Errno);
    }

    [Fact]
    public void CreatePartition_TooShortAnArgument_NeverReachesTheKernel()
    {
        using var device = MshvDevice.Open("/dev/null");

        Assert.Throws<ArgumentOutOfRangeException>(() => device.CreatePartition(new byte[63]));
    }
}
