using Google.Protobuf;
using Levelset.Api.FleetCache;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using CoreArguments = Levelset.Core.Partitions.CreationArguments;

namespace Levelset.Api.Mapping;

/// <summary>Values of Core as messages.</summary>
internal static class ValueMapping
{
    public static V1.Architecture ToWire(this Architecture architecture) => (V1.Architecture)architecture;

    public static V1.FeatureSet ToWire(this FeatureSet set) =>
        new() { ProcessorBanks = { set.ProcessorBanks }, Xsave = set.Xsave };

    public static V1.DisableMask ToWire(this DisableMask mask) =>
        new() { ProcessorBanks = { mask.ProcessorBanks }, Xsave = mask.Xsave };

    public static V1.Feature ToWire(this FeatureBit bit, Catalogue catalogue)
    {
        var kind = catalogue.KindOf(bit);
        return new V1.Feature
        {
            Word = bit.Word.Name,
            Bit = (uint)bit.Bit,
            Name = kind == FeatureKind.Reserved ? "reserved" : catalogue.NameOf(bit),
            Kind = kind.Label,
        };
    }

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

    public static CompatibilityProperties ToValue(this V1.CompatibilityProperties? properties) =>
        properties is null
            ? CompatibilityProperties.None
            : new CompatibilityProperties(
                Reported(properties.PhysicalAddressWidth),
                Reported(properties.CacheLineFlushSize),
                Reported(properties.XsaveStates),
                Reported(properties.MaxXsaveDataSize),
                Reported(properties.ProcessorClockFrequency),
                properties.HasSyntheticFeatures ? properties.SyntheticFeatures : null);

    public static V1.CreationArguments ToWire(this CoreArguments arguments) =>
        new()
        {
            Features = arguments.Features.ToWire(),
            DisableMask = arguments.DisableMask.ToWire(),
            PtFlags = (ulong)arguments.Flags,
            PtIsolation = arguments.Isolation,
            CreatePartitionV2 = ByteString.CopyFrom(arguments.ToBytes()),
            EarlyProperties = { arguments.EarlyProperties.Select(ToWire) },
        };

    public static V1.EarlyProperty ToWire(this EarlyProperty property) => new() { Code = property.Code, Value = property.Value };

    private static T? Reported<T>(T value)
        where T : struct =>
        value.Equals(default(T)) ? null : value;
}
