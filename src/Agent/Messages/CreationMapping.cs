using System.Collections.Immutable;
using Google.Protobuf;
using Levelset.Agent.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Messages;

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

    /// <summary>Notes in a report what was read back, and with what it was made.</summary>
    public static void AddTo(this CreatedPartition created, Wire.PartitionReport report, ulong flags, ulong isolation)
    {
        report.Features = created.Features.ToWire();
        report.Properties = created.Properties.ToWire();
        report.EarlyProperties.AddRange(created.EarlyProperties.Select(ToWire));
        if (created.SyntheticFeatures is { } synthetic)
        {
            report.SyntheticFeatures = synthetic;
        }

        report.PtFlags = flags;
        report.PtIsolation = isolation;
        report.Initialized = created.Initialized;
        report.VerifiedByTwin = created.VerifiedByTwin;
    }

    public static Wire.CommandFailure ToWire(this CreationFailure failure, Catalogue catalogue)
    {
        var wire = new Wire.CommandFailure
        {
            Reason = (Wire.CommandFailure.Types.Reason)failure.Reason,
            Message = failure.Message,
            Missing = { failure.Missing.Select(bit => bit.ToWire(catalogue)) },
            Unexpected = { failure.Unexpected.Select(bit => bit.ToWire(catalogue)) },
            Errno = failure.Errno?.Name ?? string.Empty,
            Ioctl = failure.Call ?? string.Empty,
        };
        if (failure.Status is { } status)
        {
            wire.HypervisorStatus = status.Value;
            wire.HypervisorStatusName = status.Name;
        }

        return wire;
    }
}
