using Levelset.Core.Analysis;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Contracts.Tests;

/// <summary>What goes through a message and back is what it was.</summary>
public sealed class MappingTests
{
    public static TheoryData<Architecture> Architectures => [.. Enum.GetValues<Architecture>()];

    /// <summary>Core's enums whose numbers stand in messages, each with that of the protocol.</summary>
    public static TheoryData<Type, Type> SharedNumbers => new()
    {
        { typeof(Architecture), typeof(V1.Architecture) },
        { typeof(JoinPolicy), typeof(V1.PoolPolicy.Types.Join) },
        { typeof(DriftPolicy), typeof(V1.PoolPolicy.Types.Drift) },
        { typeof(RaisePolicy), typeof(V1.PoolPolicy.Types.Raise) },
        { typeof(ReservedBits), typeof(V1.PoolPolicy.Types.ReservedBits) },
        { typeof(DropReason), typeof(V1.DropReason) },
        { typeof(AdvisoryKind), typeof(V1.Advisory.Types.Kind) },
        { typeof(PoolAdvisoryKind), typeof(V1.PoolAdvisory.Types.Kind) },
    };

    [Theory]
    [MemberData(nameof(SharedNumbers))]
    public void Numbers_OfCoreAndProtocol_MeanTheSame(Type core, Type wire)
    {
        foreach (var value in Enum.GetValues(core))
        {
            var number = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(Flat(value.ToString()!), Flat(Enum.GetName(wire, number) ?? $"{wire} has no {number}"));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Set_EachPosition_ComesBack(Architecture architecture) => Assert.All(
        architecture.Words.SelectMany(word => Enumerable.Range(0, 64).Select(bit => new FeatureBit(word, bit))),
        bit =>
        {
            var set = FeatureSet.Of(architecture, [bit]);
            var wire = set.ToWire();
            Assert.Equal(1, wire.Count());
            Assert.Equal(set, wire.ToSet(architecture));
            Assert.Equal(set, wire.ToSet(architecture.ToWire()));
            Assert.Equal((bit.Word.Name, (uint)bit.Bit), (bit.ToWire(Catalogue.For(architecture)).Word, bit.ToWire(Catalogue.For(architecture)).Bit));
        });

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Mask_ComesBackWithItsPolarity(Architecture architecture)
    {
        ulong[] banks = [.. Enumerable.Range(1, architecture.BankCount).Select(bank => (ulong)bank << 40)];
        var mask = new DisableMask(architecture, [.. banks], architecture.HasXsave ? 0b110UL : 0);

        Assert.Equal(banks, mask.ToWire().ProcessorBanks);
        Assert.Equal(mask, mask.ToWire().ToMask(architecture));
    }

    [Fact]
    public void Words_NotThoseOfTheArchitecture_AreNoSet()
    {
        Assert.Null(((V1.FeatureSet?)null).ToSet(Architecture.X86_64));
        Assert.Null(new V1.FeatureSet { ProcessorBanks = { 1 } }.ToSet(Architecture.X86_64));
        Assert.Null(new V1.FeatureSet { ProcessorBanks = { 1, 2 }, Xsave = 1 }.ToSet(Architecture.Arm64));
        Assert.Null(new V1.DisableMask { ProcessorBanks = { 1, 2, 3 } }.ToMask(Architecture.X86_64));
        Assert.Null(FeatureSet.Empty(Architecture.X86_64).ToWire().ToSet(V1.Architecture.Unspecified));
        Assert.Null(FeatureSet.Empty(Architecture.X86_64).ToWire().ToSet((V1.Architecture)99));
    }

    [Theory]
    [InlineData(V1.Architecture.X8664, "x86_64")]
    [InlineData(V1.Architecture.Arm64, "arm64")]
    [InlineData(V1.Architecture.Unspecified, "")]
    [InlineData((V1.Architecture)99, "")]
    public void Label_Architecture_IsItsName(V1.Architecture architecture, string expected) => Assert.Equal(expected, architecture.Label());

    [Fact]
    public void Properties_AllReported_ComeBack()
    {
        var properties = new CompatibilityProperties(46, 64, 0xe7, 2_696, 2_100_000_000, 0);

        Assert.Equal(properties, properties.ToWire().ToProperties());
        Assert.True(properties.ToWire().HasSyntheticFeatures);
    }

    [Fact]
    public void Properties_NoneReported_ComeBackAsNone()
    {
        Assert.Equal(CompatibilityProperties.None, CompatibilityProperties.None.ToWire().ToProperties());
        Assert.Equal(CompatibilityProperties.None, ((V1.CompatibilityProperties?)null).ToProperties());
    }

    [Fact]
    public void Changes_TwoProperties_AreNamedWithBothValues()
    {
        var before = new CompatibilityProperties(46, 64, null, null, null, null).ToWire();
        var after = new CompatibilityProperties(39, 64, null, null, null, 5).ToWire();

        Assert.Equal(
            [
                new V1.PropertyChange { Property = "physical_address_width", Before = 46, After = 39 },
                new V1.PropertyChange { Property = "synthetic_features", Before = 0, After = 5 },
            ],
            PropertyMapping.Changes(before, after));
    }

    [Fact]
    public void EarlyProperties_ComeBackInOrder()
    {
        EarlyProperty[] properties = [new(0x6_0009, 7), new(0x1_0002, 0x1234)];

        Assert.Equal(properties, properties.Select(CreationMapping.ToWire).ToEarly());
    }

    private static string Flat(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
