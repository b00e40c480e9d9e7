using System.Globalization;
using Levelset.Core.Features;

namespace Levelset.Contracts;

/// <summary>Properties as messages and back. In a message 0 is "not reported", but for the synthetic features, which have presence.</summary>
public static class PropertyMapping
{
    /// <summary>As a message.</summary>
    public static V1.CompatibilityProperties ToWire(this CompatibilityProperties properties)
    {
        var wire = new V1.CompatibilityProperties
        {
            PhysicalAddressWidth = properties.PhysicalAddressWidth ?? 0,
            CacheLineFlushSize = properties.CacheLineFlushSize ?? 0,
            XsaveStates = properties.XsaveStates ?? 0,
            MaxXsaveDataSize = properties.MaxXsaveDataSize ?? 0,
            ProcessorClockFrequency = properties.ProcessorClockFrequency ?? 0,
        };
        if (properties.SyntheticFeatures is { } synthetic)
        {
            wire.SyntheticFeatures = synthetic;
        }

        return wire;
    }

    /// <summary>As Core has them; without a message nothing is reported.</summary>
    public static CompatibilityProperties ToProperties(this V1.CompatibilityProperties? properties) =>
        properties is null
            ? CompatibilityProperties.None
            : new CompatibilityProperties(
                Reported(properties.PhysicalAddressWidth),
                Reported(properties.CacheLineFlushSize),
                Reported(properties.XsaveStates),
                Reported(properties.MaxXsaveDataSize),
                Reported(properties.ProcessorClockFrequency),
                properties.HasSyntheticFeatures ? properties.SyntheticFeatures : null);

    /// <summary>The properties that differ.</summary>
    public static IEnumerable<V1.PropertyChange> Changes(V1.CompatibilityProperties before, V1.CompatibilityProperties after)
    {
        foreach (var field in V1.CompatibilityProperties.Descriptor.Fields.InFieldNumberOrder())
        {
            var old = Convert.ToUInt64(field.Accessor.GetValue(before), CultureInfo.InvariantCulture);
            var current = Convert.ToUInt64(field.Accessor.GetValue(after), CultureInfo.InvariantCulture);
            if (old != current)
            {
                yield return new V1.PropertyChange { Property = field.Name, Before = old, After = current };
            }
        }
    }

    private static T? Reported<T>(T value)
        where T : struct =>
        value.Equals(default(T)) ? null : value;
}
