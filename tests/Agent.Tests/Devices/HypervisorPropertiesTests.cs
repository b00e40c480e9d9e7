using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Devices;

public sealed class HypervisorPropertiesTests
{
    [Theory]
    [InlineData(0x9)]
    [InlineData(0x6)]
    public void ReadWords_HypervisorHasNoSuchWord_IsUnreportedAndZero(ushort status)
    {
        var (words, unreported) = HypervisorProperties.ReadWords(
            Architecture.X86_64,
            code => code == HvPartitionPropertyCode.ProcessorFeatures1
                ? throw new MshvException("call", Errno.EIO, new HypervisorStatus(status))
                : 0xFFUL);

        Assert.Equal(FeatureSet.X86_64(0xFF, 0, 0xFF), words);
        Assert.Equal([FeatureWord.Bank(1)], unreported);
    }

    [Fact]
    public void ReadWords_PassingTrouble_IsAFailureAndNeverAZeroWord()
    {
        // Status 0xB, insufficient memory: the word is there, and zero would lower a whole pool.
        Assert.Throws<MshvException>(() => HypervisorProperties.ReadWords(
            Architecture.X86_64,
            _ => throw new MshvException("call", Errno.ENOMEM, new HypervisorStatus(0xB))));
        Assert.Throws<MshvException>(() => HypervisorProperties.ReadWords(
            Architecture.X86_64,
            _ => throw new MshvException("call", Errno.EIO)));
    }

    [Fact]
    public void ReadScalars_Zero_IsNotReportedExceptForTheXsaveStates() =>
        Assert.Equal(CompatibilityProperties.None with { XsaveStates = 0 }, HypervisorProperties.ReadScalars(_ => 0));

    [Fact]
    public void ReadScalars_LargerThanTheirUnit_AreNotReportedRatherThanCutOff()
    {
        // Times 8, the flush size would wrap round to 64.
        var properties = HypervisorProperties.ReadScalars(_ => 0x2000_0000_0000_0008);

        Assert.Null(properties.CacheLineFlushSize);
        Assert.Null(properties.PhysicalAddressWidth);
        Assert.Null(properties.MaxXsaveDataSize);
    }

    [Fact]
    public void ReadVendor_CodeNotKnown_IsAnErrorThatNamesIt() => Assert.Contains(
        "0x7f",
        Assert.Throws<AgentException>(() => HypervisorProperties.ReadVendor(Architecture.X86_64, _ => 0x7F)).Message,
        StringComparison.Ordinal);
}
