using System.Collections.Immutable;
using Google.Protobuf;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Mapping;

/// <summary>What concerns creation, between the types of the domain and those of the protocol.</summary>
internal static class CreationMapping
{
    public static Wire.EarlyProperty ToWire(this EarlyProperty property) => new() { Code = property.Code, Value = property.Value };

    public static ImmutableArray<EarlyProperty> ToEarly(this IEnumerable<Wire.EarlyProperty> properties) =>
        [.. properties.Select(property => new EarlyProperty(property.Code, property.Value))];

    public static Wire.CreationArguments ToWire(this CreationArguments arguments) => new()
    {
        Features = arguments.Features.ToWire(),
        DisableMask = arguments.DisableMask.ToWire(),
        PtFlags = (ulong)arguments.Flags,
        PtIsolation = arguments.Isolation,
        CreatePartitionV2 = ByteString.CopyFrom(arguments.ToBytes()),
        EarlyProperties = { arguments.EarlyProperties.Select(ToWire) },
    };
}
