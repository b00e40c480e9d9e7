using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.State;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>Creates partitions on request of this host's users, from the last assignment, and reports them to the service.</summary>
internal sealed class LocalCreation(
    IMshvDevice device,
    ServiceState service,
    LocalArguments arguments,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<LocalCreation> logger)
{
    /// <summary>Creates a partition, verifies it and holds it.</summary>
    /// <exception cref="UsageException">The request is invalid; every fault is named.</exception>
    /// <exception cref="AgentException">It cannot be created now.</exception>
    public HeldPartition Create(AgentV1.CreatePartitionRequest request)
    {
        var (assignment, prepared) = arguments.Prepare(request);
        var name = ResourceName.NewPartition();
        var result = PartitionCreation.Create(device, PartitionSpec.For(prepared, request.Uninitialized));
        if (result is not CreatedPartition created)
        {
            throw new AgentException(((CreationFailure)result).Message);
        }

        var report = new V1.PartitionReport
        {
            DisplayName = request.DisplayName,
            Pool = assignment.Pool,
            Generation = assignment.Generation,
            RequestedFeatures = prepared.Features.ToWire(),
            DisableMask = prepared.DisableMask.ToWire(),
            Nested = request.Nested,
            CreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ExcludedFeatures = { request.ExcludedFeatures },
            Origin = V1.PartitionReport.Types.Origin.Agent,
            Offline = !service.Connected,
        };
        created.AddTo(report, (ulong)prepared.Flags, prepared.Isolation);
        var held = new HeldPartition(name, created.Partition, report);
        partitions.Add(held, new V1.AgentMessage { PartitionEvent = new V1.PartitionEvent { Partition = name, Created = report } });
        logger.PartitionCreated(name, created.Features);
        return held;
    }

    /// <summary>Closes a partition; false where there is none of that name.</summary>
    public bool Close(string name)
    {
        if (!partitions.Close(name, report: true))
        {
            return false;
        }

        logger.PartitionClosed(name);
        return true;
    }
}
