using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Messages;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>Creates partitions by hand on this host, from the last assignment, and tells the service of them.</summary>
internal sealed class LocalCreation(
    IMshvDevice device,
    AgentState state,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<LocalCreation> logger)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>Creates, reads back, compares, keeps.</summary>
    /// <exception cref="UsageException">Features to exclude that do not exist, or cannot be; every one is named.</exception>
    /// <exception cref="AgentException">It cannot be created now.</exception>
    public HeldPartition Create(string displayName, bool nested, IReadOnlyList<string> excludedFeatures)
    {
        var request = new PartitionRequest(nested, Excluded(excludedFeatures));
        var (assignment, baseline) = RequireBaseline();
        var arguments = Arguments(assignment, baseline, request);
        var name = $"partitions/{Guid.CreateVersion7()}";
        var result = PartitionCreation.Create(device, arguments.ToBytes(), arguments.Features);
        if (result is not CreatedPartition created)
        {
            throw new AgentException(((CreationFailure)result).Message);
        }

        var report = new Wire.PartitionReport
        {
            DisplayName = displayName,
            Pool = assignment.Pool,
            Generation = assignment.Generation,
            RequestedFeatures = arguments.Features.ToWire(),
            Features = created.Features.ToWire(),
            DisableMask = arguments.DisableMask.ToWire(),
            Properties = created.Properties.ToWire(),
            Nested = nested,
            CreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ExcludedFeatures = { excludedFeatures },
            Origin = Wire.PartitionReport.Types.Origin.Agent,
            Offline = !state.Connected,
        };
        var held = new HeldPartition(name, created.Partition, report);
        partitions.Add(held, new Wire.PartitionEvent { Partition = name, Created = report });
        logger.PartitionCreated(name, created.Features);
        return held;
    }

    /// <summary>Closes one; false where there is none of that name.</summary>
    public bool Close(string name)
    {
        if (!partitions.Close(name, tell: true))
        {
            return false;
        }

        logger.PartitionClosed(name);
        return true;
    }

    private (Wire.Assignment Assignment, FeatureSet Baseline) RequireBaseline()
    {
        if (state.Assignment is not { } assignment)
        {
            throw new AgentException("the service has not sent an assignment yet");
        }

        if (assignment.Pool.Length == 0)
        {
            throw new AgentException("this host is in no pool");
        }

        if (assignment.Baseline.ToSet(device.Architecture) is { } baseline)
        {
            return (assignment, baseline);
        }

        var why = assignment.StateReason.Length > 0 ? assignment.StateReason : "it has none for this host";
        throw new AgentException($"{assignment.Pool} gives this host no baseline: {why}");
    }

    private FeatureSet Excluded(IReadOnlyList<string> names)
    {
        var faults = FeatureSetText.ParseNames(names, catalogue, out var excluded).ToList();
        faults.AddRange(excluded.Intersect(catalogue.MustStayEnabled).Bits()
            .Select(bit => $"{catalogue.NameOf(bit)} must stay enabled: the hypervisor creates no partition without it"));
        UsageException.ThrowIfAny(faults);
        return excluded;
    }

    private CreationArguments Arguments(Wire.Assignment assignment, FeatureSet baseline, PartitionRequest request)
    {
        if (request.Nested && (catalogue.NestedVirtualization is not { } nested || !baseline.Contains(nested)))
        {
            throw new AgentException($"{assignment.Pool} does not offer nested virtualization");
        }

        var own = state.Offer.Supported;
        var wanted = CreationArguments.Ask(baseline, request, catalogue).Features;
        var missing = CreationArguments.Missing(wanted, own);
        return missing.IsEmpty
            ? CreationArguments.For(wanted, own, catalogue, ReservedBitsOf(assignment))
            : throw new AgentException("this host does not offer it: " + FeatureDifference.Describe(missing, [], catalogue));
    }

    private static ReservedBits ReservedBitsOf(Wire.Assignment assignment) => assignment.ReservedBits switch
    {
        Wire.PoolPolicy.Types.ReservedBits.Unspecified or Wire.PoolPolicy.Types.ReservedBits.HypervisorDefault =>
            ReservedBits.HypervisorDefault,
        Wire.PoolPolicy.Types.ReservedBits.Disable => ReservedBits.Disable,
        var other => throw new AgentException($"{assignment.Pool}: this agent does not know the reserved-bit policy {other}"),
    };
}
