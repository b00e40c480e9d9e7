using Levelset.Agent.Probe;

namespace Levelset.Agent.Tests.Probe;

public sealed class HypervisorVersionTests
{
    // "Micr" "osof" "t Hv"; 10.0, build 26100, service number 1 of branch 2.
    private static readonly (uint, uint, uint, uint) Vendor = (0x4000_000C, 0x7263_694D, 0x666F_736F, 0x7648_2074);
    private static readonly (uint, uint, uint, uint) Version = (26100, 10 << 16, 0, (2 << 24) | 1);

    [Fact]
    public void Decode_MicrosoftsLeaves_GivesTheVersion() =>
        Assert.Equal("Microsoft Hypervisor 10.0.26100.1", HypervisorVersion.Decode(leaf => leaf == 0x4000_0000 ? Vendor : Version));

    [Fact]
    public void Decode_AnotherHypervisor_IsNotItsVersion() => Assert.Equal(
        "Microsoft Hypervisor",
        HypervisorVersion.Decode(leaf => leaf == 0x4000_0000 ? Vendor with { Item4 = 0 } : Version));

    [Fact]
    public void Decode_NoVersionLeaf_HasNoVersion() => Assert.Equal(
        "Microsoft Hypervisor",
        HypervisorVersion.Decode(leaf => leaf == 0x4000_0000 ? Vendor with { Item1 = 0x4000_0001 } : Version));
}
