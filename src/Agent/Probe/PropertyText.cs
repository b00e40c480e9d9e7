using System.Globalization;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Probe;

/// <summary>The scalar properties by their names in the API.</summary>
internal static class PropertyText
{
    /// <summary>Each property: its name, its property code, its value (null: not reported) and the value as text.</summary>
    public static IEnumerable<(string Name, HvPartitionPropertyCode Code, ulong? Value, string Text)> List(
        CompatibilityProperties properties)
    {
        yield return Line("physical_address_width", HvPartitionPropertyCode.PhysicalAddressWidth, properties.PhysicalAddressWidth, "bits");
        yield return Line("cache_line_flush_size", HvPartitionPropertyCode.ProcessorClFlushSize, properties.CacheLineFlushSize, "bytes");
        yield return (
            "xsave_states",
            HvPartitionPropertyCode.XsaveStates,
            properties.XsaveStates,
            properties.XsaveStates is { } states ? string.Create(CultureInfo.InvariantCulture, $"0x{states:x}") : NotReported);
        yield return Line("max_xsave_data_size", HvPartitionPropertyCode.MaxXsaveDataSize, properties.MaxXsaveDataSize, "bytes");
        yield return Line(
            "processor_clock_frequency",
            HvPartitionPropertyCode.ProcessorClockFrequency,
            properties.ProcessorClockFrequency,
            "Hz");
    }

    /// <summary>A mask of 64 bits as text, or "not reported".</summary>
    public static string Mask(ulong? value) => value is { } known ? FeatureSetText.ToHex(known) : NotReported;

    private const string NotReported = "not reported";

    private static (string Name, HvPartitionPropertyCode Code, ulong? Value, string Text) Line(
        string name,
        HvPartitionPropertyCode code,
        ulong? value,
        string unit) =>
        (name, code, value, value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known} {unit}") : NotReported);
}
