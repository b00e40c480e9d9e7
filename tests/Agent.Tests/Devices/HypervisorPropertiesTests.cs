using Levelset.Agent.Devices;
using Levelset.Agent.Interop;
using Levelset.Core.Features;

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
}
