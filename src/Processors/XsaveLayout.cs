using System.Numerics;

namespace Levelset.Processors;

/// <summary>The save area in its compacted form. Source: Intel SDM volume 1, 13.4.3; AMD APM volume 2, 11.5.2.</summary>
public static class XsaveLayout
{
    private const uint LegacyAreaAndHeader = 512 + 64;
    private const ulong LegacyComponents = 0b11;

    /// <summary>Bytes that the components of an XCR0-style mask take; 0 for no component.</summary>
    /// <param name="states">The mask.</param>
    /// <param name="find">What is known of a component, by its number; null = nothing.</param>
    /// <returns>Null when a component is not known or has no size: a sum without it would be too small.</returns>
    public static uint? CompactedSize(ulong states, Func<int, XsaveComponent?> find)
    {
        if (states == 0)
        {
            return 0;
        }

        var size = LegacyAreaAndHeader;
        for (var rest = states & ~LegacyComponents; rest != 0; rest &= rest - 1)
        {
            if (find(BitOperations.TrailingZeroCount(rest)) is not { Size: > 0 } component)
            {
                return null;
            }

            var start = component.IsAligned ? (size + 63) & ~63U : size;
            size = start + component.Size;
        }

        return size;
    }
}
