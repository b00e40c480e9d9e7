using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.LiveMigration;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Mapping;

/// <summary>Partitions as messages.</summary>
internal static class PartitionMapping
{
    public static V1.Partition ToWire(PartitionRow row)
    {
        var partition = new V1.Partition
        {
            Name = ResourceName.Partition(row.Id),
            DisplayName = row.DisplayName,
            Pool = row.PoolId is null ? "" : ResourceName.Pool(row.PoolId),
            Host = ResourceName.Host(row.HostId),
            Generation = (ulong)row.Generation,
            Features = row.Features?.ToWire(),
            RequestedFeatures = row.Requested.ToWire(),
            DisableMask = row.Mask.ToWire(),
            Properties = row.Properties.ToValue(row.ProcessorClockFrequency).ToWire(),
            Nested = row.Nested,
            State = (V1.Partition.Types.State)row.State,
            CreateTime = row.CreateTime.ToTimestamp(),
            RequestId = row.RequestId ?? "",
            Simulated = row.Simulated,
            Etag = Etag.Of(row.Version),
        };
        partition.ExcludedFeatures.AddRange(ExcludedNames(row));
        partition.Waivers.AddRange(RecordedWaiver.Parse(row.Waivers).Select(waiver => waiver.ToWire(row.Requested.Architecture)));
        return partition;
    }

    /// <summary>The command that makes the partition on its host; the same however often it is sent.</summary>
    public static V1.ServiceMessage CreateCommand(PartitionRow row)
    {
        var catalogue = Catalogue.For(row.Requested.Architecture);
        var create = new V1.CreatePartitionCommand
        {
            Arguments = CreationArguments.With(row.Requested, row.Mask, catalogue).ToWire(),
            DisplayName = row.DisplayName,
            Pool = row.PoolId is null ? "" : ResourceName.Pool(row.PoolId),
            Generation = (ulong)row.Generation,
            Nested = row.Nested,
        };
        create.Arguments.EarlyProperties.AddRange(row.EarlyProperties.Select(property => property.ToWire()));
        create.ExcludedFeatures.AddRange(ExcludedNames(row));
        return new V1.ServiceMessage
        {
            MessageId = $"create/{row.Id}",
            Command = new V1.Command { Partition = ResourceName.Partition(row.Id), Create = create },
        };
    }

    /// <summary>The command that closes a partition; the same however often it is sent.</summary>
    public static V1.ServiceMessage DeleteCommand(string id) =>
        new()
        {
            MessageId = $"delete/{id}",
            Command = new V1.Command
            {
                Partition = ResourceName.Partition(id),
                Delete = new V1.DeletePartitionCommand(),
            },
        };

    public static V1.ServiceMessage ReportCommand(string id) =>
        new()
        {
            MessageId = $"report/{id}",
            Command = new V1.Command
            {
                Partition = ResourceName.Partition(id),
                Report = new V1.ReportPartitionCommand(),
            },
        };

    private static IReadOnlyList<string> ExcludedNames(PartitionRow row) =>
        Catalogue.For(row.Excluded.Architecture).NamesOf(row.Excluded);
}
