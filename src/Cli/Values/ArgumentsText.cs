using Levelset.Cli.Output;

namespace Levelset.Cli.Values;

/// <summary>Creation arguments as text.</summary>
internal static class ArgumentsText
{
    /// <summary>Feature words, flags and the struct in hexadecimal.</summary>
    public static void Write(TextView view, V1.CreationArguments? arguments)
    {
        if (arguments is null)
        {
            return;
        }

        // The struct has an xsave word on every architecture; on arm64 it is zero.
        var features = FeatureText.Words(arguments.Features, V1.Architecture.X8664);
        var mask = FeatureText.Words(arguments.DisableMask, V1.Architecture.X8664);
        view.Table(
            ["WORD", "FEATURES (1 = enabled)", "DISABLE MASK (1 = disabled)"],
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
