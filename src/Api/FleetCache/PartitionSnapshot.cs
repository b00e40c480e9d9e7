using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>A partition with what its moves depend on.</summary>
/// <param name="row">The partition.</param>
/// <param name="hostPoolId">The pool of the host where it is, or null.</param>
/// <param name="vendor">Its processor's vendor.</param>
/// <param name="reservedBits">The policy of its own pool.</param>
internal sealed class PartitionSnapshot(PartitionRow row, string? hostPoolId, string vendor, ReservedBits reservedBits)
{
    private PartitionKind? kind;

    public PartitionRow Row => row;

    public string? HostPoolId => hostPoolId;

    public string Vendor => vendor;

    public ReservedBits ReservedBits => reservedBits;

    public string Name { get; } = ResourceName.Partition(row.Id);

    /// <summary>F(P).</summary>
    public FeatureSet Features => Row.Features!;

    /// <summary>All that decides whether a host can take it, without the clock.</summary>
    public CpuCapabilities Has => Kind.Moving.Capabilities;

    public Catalogue Catalogue => Catalogue.For(Row.Requested.Architecture);

    /// <summary>All of it that decides, without the clock, so that partitions of one kind are checked once.</summary>
    public PartitionKind Kind => kind ??= new(
        new MigratingPartition(new CpuCapabilities(vendor, Features, Row.Properties.ToValue()), reservedBits, Row.Simulated),
        Row.PoolId,
        hostPoolId);

    /// <summary>The same with the kind that others of it have.</summary>
    public PartitionSnapshot With(Shared<PartitionKind> kinds) =>
        new(row, hostPoolId, vendor, reservedBits) { kind = kinds.Of(Kind) };

    /// <summary>Why it cannot be checked; null when it can.</summary>
    public ServiceException? Unsettled() => Row switch
    {
        { Features: null } => Busy("has not been created yet", "wait until its state is ACTIVE"),
        { State: PartitionState.Deleting } => Busy("is being deleted", "is being deleted"),
        _ => null,
    };

    private ServiceException Busy(string what, string advice) =>
        ApiErrors.Precondition(Reasons.PartitionBusy, $"{Name} {what}", new Precondition(Reasons.PartitionBusy, Name, advice));
}
