namespace Levelset.Processors.Tests.Collection;

/// <summary>Committed figures against the registers that they were computed from.</summary>
public sealed class ProfileCollectionTests
{
    [Fact]
    public void All_EveryProfile_IsWhatItsDumpMapsTo()
    {
        var dumps = new[] { Architecture.X86_64, Architecture.Arm64 }
            .SelectMany(architecture => ProcessorCollection.Read(architecture))
            .ToLookup(dump => dump.Root.GetProperty("source").GetString()!);
        Assert.All(Profile.All, profile =>
        {
            var dump = Assert.Single(dumps[profile.Source]);
            var features = dump.Features();
            Assert.Equal(features.Architecture, profile.Architecture);
            Assert.Equal(features.Vendor, profile.Vendor);
            Assert.Equal(features.Supported, profile.Supported);
            Assert.Equal(features.Properties, profile.Properties);
            Assert.Equal(dump.Root.GetProperty("microarchitecture").GetString(), profile.Microarchitecture);
            Assert.True(features.Brand.Length == 0 || features.Brand == profile.Model);
        });
    }
}
