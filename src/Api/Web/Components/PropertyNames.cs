using System.Globalization;

namespace Levelset.Api.Web.Components;

/// <summary>Display names of compatibility properties, and their values with units.</summary>
public static class PropertyNames
{
    /// <summary>What a field of CompatibilityProperties is called; an unknown one by its own name.</summary>
    public static string Of(string property) => property switch
    {
        "physical_address_width" => "physical address width",
        "cache_line_flush_size" => "cache line flush size",
        "xsave_states" => "xsave states",
        "max_xsave_data_size" => "largest xsave area",
        "processor_clock_frequency" => "processor clock",
        "synthetic_features" => "synthetic features",
        _ => property,
    };

    /// <summary>A value with its unit; 0 = not reported, but for masks.</summary>
    public static string Value(string property, ulong value) => property switch
    {
        "synthetic_features" => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"),
        _ when value == 0 => "not reported",
        "physical_address_width" => string.Create(CultureInfo.InvariantCulture, $"{value} bits"),
        "cache_line_flush_size" or "max_xsave_data_size" => string.Create(CultureInfo.InvariantCulture, $"{value} bytes"),
        "processor_clock_frequency" => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.###} MHz"),
        "xsave_states" => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
