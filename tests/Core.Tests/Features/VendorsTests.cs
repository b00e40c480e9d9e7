namespace Levelset.Core.Tests.Features;

public sealed class VendorsTests
{
    [Theory]
    [InlineData("GenuineIntel", Architecture.X86_64, 1ul)]
    [InlineData("AuthenticAMD", Architecture.X86_64, 0ul)]
    [InlineData("HygonGenuine", Architecture.X86_64, 2ul)]
    [InlineData("Arm", Architecture.Arm64, 0x10ul)]
    public void TryParse_KnownVendor_HasTheHypervisorsCode(string name, Architecture architecture, ulong code)
    {
        Assert.True(Vendors.TryParse(name, architecture, out var byName));
        Assert.True(Vendors.TryFromCode(code, architecture, out var byCode));
        Assert.Equal(code, byName.Code);
        Assert.Same(byName, byCode);
    }

    [Theory]
    [InlineData("genuineintel", Architecture.X86_64)]
    [InlineData("GenuineIntel ", Architecture.X86_64)]
    [InlineData("GenuineIntel", Architecture.Arm64)]
    [InlineData("Ampere", Architecture.Arm64)]
    [InlineData("", Architecture.X86_64)]
    [InlineData(null, Architecture.X86_64)]
    public void TryParse_AnythingElse_IsRefused(string? name, Architecture architecture) =>
        Assert.False(Vendors.TryParse(name, architecture, out _));

    [Theory]
    [InlineData(3ul, Architecture.X86_64)]
    [InlineData(0x10ul, Architecture.X86_64)]
    [InlineData(0ul, Architecture.Arm64)]
    public void TryFromCode_UnknownCode_IsRefused(ulong code, Architecture architecture) =>
        Assert.False(Vendors.TryFromCode(code, architecture, out _));

    [Fact]
    public void List_Architecture_NamesItsVendors() =>
        Assert.Equal("AuthenticAMD, GenuineIntel, HygonGenuine", Vendors.List(Architecture.X86_64));
}
