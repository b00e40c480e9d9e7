using System.Collections.Immutable;
using Google.Protobuf;
using Levelset.Core.Partitions;

namespace Levelset.Contracts;

/// <summary>What a partition is created with, as messages and back.</summary>
public static class CreationMapping
{
    /// <summary>As a message, with the bytes of the kernel's struct.</summary>
    public static V1.CreationArguments ToWire(this CreationArguments arguments) => new()
    {
        Features = arguments.Features.ToWire(),
        DisableMask = arguments.DisableMask.ToWire(),
        PtFlags = (ulong)arguments.Flags,
        PtIsolation = arguments.Isolation,
        CreatePartitionV2 = ByteString.CopyFrom(arguments.ToBytes()),
        EarlyProperties = { arguments.EarlyProperties.Select(ToWire) },
    };

    /// <summary>As a message.</summary>
    public static V1.EarlyProperty ToWire(this EarlyProperty property) => new() { Code = property.Code, Value = property.Value };

    /// <summary>As Core has them, in the same order.</summary>
    public static ImmutableArray<EarlyProperty> ToEarly(this IEnumerable<V1.EarlyProperty> properties) =>
        [.. properties.Select(property => new EarlyProperty(property.Code, property.Value))];
}
