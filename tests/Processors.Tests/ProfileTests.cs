namespace Levelset.Processors.Tests;

public sealed class ProfileTests
{
    [Fact]
    public void All_Profiles_HaveUniqueNamesAndKnownVendorsAndSources()
    {
        Assert.Equal(Profile.All.Length, Profile.All.Select(profile => profile.Name).Distinct().Count());
        Assert.All(Profile.All, profile =>
        {
            Assert.True(Vendors.TryParse(profile.Vendor, profile.Architecture, out _));
            Assert.NotEmpty(profile.Source);
            Assert.NotEmpty(profile.Microarchitecture);
            Assert.NotEmpty(profile.Model);
        });
    }

    [Fact]
    public void All_Profiles_OfferKnownAndClosedSetsOnly() => Assert.All(Profile.All, profile =>
    {
        var catalogue = Catalogue.For(profile.Architecture);
        Assert.True(profile.Supported.IsSubsetOf(catalogue.Known));
        Assert.Empty(Closure.Of(profile.Supported, catalogue).Removed);
        Assert.False(profile.Supported.IsEmpty);
    });

    [Fact]
    public void All_Profiles_GiveValidCreationArguments() => Assert.All(Profile.All, profile =>
    {
        var catalogue = Catalogue.For(profile.Architecture);
        foreach (var nested in (bool[])[true, false])
        {
            var request = new PartitionRequest(nested, FeatureSet.Empty(profile.Architecture)) { Smt = true };
            var wanted = CreationArguments.FeaturesFor(profile.Supported, request, catalogue).Features;
            var arguments = CreationArguments.For(wanted, profile.Supported, catalogue, ReservedBits.Disable).WithOptions(request);
            Assert.Empty(CreatePartitionV2.Validate(arguments.ToBytes(), catalogue, KernelRules.Linux70));
            Assert.Equal(arguments.DisableMask, CreatePartitionV2.MaskOf(arguments.ToBytes(), profile.Architecture));
        }
    });

    [Fact]
    public void Find_Name_GivesThatProfileOrNull()
    {
        Assert.Equal("Ice Lake-SP", Profile.Find("ice-lake-sp")!.Microarchitecture);
        Assert.Null(Profile.Find("Ice-Lake-SP"));
    }

    [Theory]
    [InlineData("haswell-ep", "avx2", true)]
    [InlineData("haswell-ep", "avx512", false)]
    [InlineData("skylake-sp", "avx512_vl", true)]
    [InlineData("skylake-sp", "avx512_vnni", false)]
    [InlineData("cascade-lake", "avx512_vnni", true)]
    [InlineData("ice-lake-sp", "la57", true)]
    [InlineData("ice-lake-sp", "sha", true)]
    [InlineData("sapphire-rapids", "amx_int8", true)]
    [InlineData("emerald-rapids", "amx_fp16", false)]
    [InlineData("granite-rapids", "amx_fp16", true)]
    [InlineData("granite-rapids", "avx10_1_512", true)]
    [InlineData("milan", "avx512", false)]
    [InlineData("milan", "cl_zero", true)]
    [InlineData("genoa", "avx512_bf16", true)]
    [InlineData("turin-dense", "avx512_vp2_intersect", true)]
    [InlineData("neoverse-n1", "sve", false)]
    [InlineData("neoverse-n1", "atomic", true)]
    [InlineData("neoverse-v2", "sve", true)]
    [InlineData("neoverse-n2", "sve_v2", true)]
    [InlineData("neoverse-v2", "apa_ep2_fpc", true)]
    public void Supported_KnownProcessor_OffersWhatItsVendorSays(string name, string feature, bool offered)
    {
        var profile = Profile.Find(name)!;
        Assert.True(Catalogue.For(profile.Architecture).TryResolve(feature, out var bit));
        Assert.Equal(offered, profile.Supported.Contains(bit));
    }
}
