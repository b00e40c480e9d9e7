using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Requests;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Fitting;
using Levelset.Core.Migrations;

namespace Levelset.Api.Migrations;

/// <summary>A partition with what its moves depend on.</summary>
/// <param name="Row">The partition.</param>
/// <param name="HostPoolId">The pool of the host where it is, or null.</param>
/// <param name="Vendor">Its processor's maker.</param>
/// <param name="ReservedBits">The policy of its own pool.</param>
internal sealed record PartitionFacts(PartitionRow Row, string? HostPoolId, string Vendor, ReservedBits ReservedBits)
{
    public string Name => ResourceName.Partition(Row.Id);

    /// <summary>F(P).</summary>
    public FeatureSet Features => Row.Features!;

    public Catalogue Catalogue => Catalogue.For(Row.Requested.Architecture);

    /// <summary>As Core judges it, without the clock, so that partitions of one kind are judged once.</summary>
    public MovingPartition ToMoving() => new(new Offer(Vendor, Features, Row.Properties.ToValue()), ReservedBits, Row.Simulated);

    /// <summary>Why it cannot be judged; null when it can.</summary>
    public ServiceException? Unsettled() => Row switch
    {
        { Features: null } => Busy("has not been created yet", "wait until its state is ACTIVE"),
        { State: PartitionState.Deleting } => Busy("is being deleted", "is being deleted"),
        _ => null,
    };

    private ServiceException Busy(string what, string advice) =>
        Refusals.Precondition(Reasons.PartitionBusy, $"{Name} {what}", new Precondition(Reasons.PartitionBusy, Name, advice));
}
