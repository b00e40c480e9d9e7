using Google.Protobuf;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Tests.Partitions;

public sealed class ArgumentsCheckTests
{
    private static readonly FeatureSet Own = Simulations.SupportedBy("genoa");
    private static readonly FeatureSet NestedVirt = FeatureSet.Of(Architecture.X86_64, [Catalogue.X86_64.NestedVirtualization!.Value]);
    private static readonly ArgumentsCheck Check = new(Own);

    [Theory]
    [InlineData(ReservedBits.HypervisorDefault)]
    [InlineData(ReservedBits.Disable)]
    public void Check_ArgumentsOfCore_AreRight(ReservedBits policy)
    {
        var arguments = CreationArguments.For(Own.Except(NestedVirt), Own, Catalogue.X86_64, policy);

        Assert.Null(Check.Check(WireArguments.Of(arguments)));
    }

    [Fact]
    public void Check_FeatureThatTheHostLacks_IsNamed()
    {
        // Genoa has no XOP.
        var wanted = Own.Union(FeatureSet.X86_64(1 << 6));
        var arguments = CreationArguments.For(wanted, wanted, Catalogue.X86_64, ReservedBits.HypervisorDefault);

        var failure = Check.Check(WireArguments.Of(arguments))!;

        Assert.Equal(CreationFailureReason.FeaturesMissing, failure.Reason);
        Assert.Equal("bank0:6", Assert.Single(failure.Missing).ToString());
        Assert.Contains("xop", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HostThatOffersMoreThanTheMaskKnew_NamesWhatWouldLeakThrough()
    {
        // A reserved bit that appeared after the mask was made: 0 in the mask, and the host offers it.
        var grown = Own.Union(FeatureSet.X86_64(1UL << 63));
        var arguments = CreationArguments.For(Own, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault);

        var failure = new ArgumentsCheck(grown).Check(WireArguments.Of(arguments))!;

        Assert.Equal(CreationFailureReason.FeaturesMissing, failure.Reason);
        Assert.Empty(failure.Missing);
        Assert.Equal("bank0:63", Assert.Single(failure.Unexpected).ToString());
    }

    [Theory]
    [InlineData("features_absent")]
    [InlineData("three_banks")]
    [InlineData("mask_too_wide")]
    [InlineData("no_bit_3")]
    [InlineData("nested_flag_without_feature")]
    [InlineData("nested_feature_without_flag")]
    [InlineData("isolation")]
    [InlineData("bytes_differ")]
    [InlineData("bytes_short")]
    public void Check_ArgumentsThatContradictThemselves_AreUnsupported(string fault)
    {
        var wanted = fault == "nested_feature_without_flag" ? Own : Own.Except(NestedVirt);
        var arguments = WireArguments.Of(CreationArguments.For(wanted, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault));
        Break(arguments, fault);

        var failure = Check.Check(arguments);

        Assert.Equal(CreationFailureReason.Unsupported, failure?.Reason);
    }

    private static void Break(V1.CreationArguments arguments, string fault)
    {
        switch (fault)
        {
            case "features_absent":
                arguments.Features = null;
                break;
            case "three_banks":
                arguments.DisableMask.ProcessorBanks.Add(0);
                break;
            case "mask_too_wide":
                arguments.DisableMask.Xsave = ulong.MaxValue;
                WireArguments.Encode(arguments);
                break;
            case "no_bit_3":
                arguments.PtFlags &= ~8UL;
                break;
            case "nested_flag_without_feature":
                arguments.PtFlags |= 16;
                WireArguments.Encode(arguments);
                break;
            case "nested_feature_without_flag":
                arguments.PtFlags &= ~16UL;
                WireArguments.Encode(arguments);
                break;
            case "isolation":
                arguments.PtIsolation = 2;
                WireArguments.Encode(arguments);
                break;
            case "bytes_differ":
                var bytes = arguments.CreatePartitionV2.ToByteArray();
                bytes[56] ^= 1;
                arguments.CreatePartitionV2 = ByteString.CopyFrom(bytes);
                break;
            default:
                arguments.CreatePartitionV2 = ByteString.CopyFrom(arguments.CreatePartitionV2.Span[..63]);
                break;
        }
    }
}
