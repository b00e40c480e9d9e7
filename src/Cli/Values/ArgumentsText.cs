using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>What a partition is created with, for people.</summary>
internal static class ArgumentsText
{
    /// <summary>Words, flags and the struct in hexadecimal.</summary>
    public static void Write(TextView view, CreationArguments? arguments)
    {
        if (arguments is null)
        {
            return;
        }

        // The struct of x86_64 has an xsave word, and arm64's is zero; either is shown as it is.
        var features = FeatureText.Words(arguments.Features, Architecture.X8664);
        var mask = FeatureText.Words(arguments.DisableMask, Architecture.X8664);
        view.Table(
            ["WORD", "FEATURES (1 = offered)", "DISABLE MASK (1 = switched off)"],
            features.Zip(mask, (feature, disable) => new Cell[] { feature.Word, feature.Hex, disable.Hex }));
        view.Fields(
            ("pt_flags", $"0x{arguments.PtFlags:x}"),
            ("pt_isolation", $"0x{arguments.PtIsolation:x}"),
            ("create_partition_v2", Convert.ToHexStringLower(arguments.CreatePartitionV2.Span)));
        foreach (var property in arguments.EarlyProperties)
        {
            view.Line($"before initialization: {Name(property.Code)} (0x{property.Code:x8}) = {FeatureText.Hex(property.Value)}");
        }
    }

    private static string Name(uint code) => Core.Partitions.EarlyPropertyKind.NameOf(code);
}
