using System.Globalization;

namespace Levelset.Core.Partitions;

/// <summary>A property that a partition is given between its creation and its initialization.</summary>
/// <param name="Code">The hypervisor's code, such as 0x00010001.</param>
/// <param name="Value">In the property's own unit; feature words in enable polarity.</param>
public readonly record struct EarlyProperty(uint Code, ulong Value)
{
    /// <summary>"SYNTHETIC_PROC_FEATURES (0x00010001) = 0x0000000000000001".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{EarlyPropertyKind.NameOf(Code)} (0x{Code:X8}) = 0x{Value:x16}");
}
