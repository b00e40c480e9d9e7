using Kind = Levelset.V1.Activity.Types.Kind;

namespace Levelset.Api.Web.Activities;

/// <summary>Display names of kinds of activities.</summary>
internal static class ActivityWords
{
    /// <summary>Every kind but the unspecified one, in the order of the contract.</summary>
    public static IReadOnlyList<Kind> All { get; } = [.. Enum.GetValues<Kind>().Where(kind => kind != Kind.Unspecified)];

    /// <summary>The kind in words.</summary>
    public static string Of(Kind kind) => kind switch
    {
        Kind.PoolCreated => "pool created",
        Kind.PoolUpdated => "pool renamed",
        Kind.PoolDeleted => "pool deleted",
        Kind.PolicyChanged => "policy changed",
        Kind.HostAdded => "host added to a pool",
        Kind.HostRemoved => "host removed from a pool",
        Kind.BaselineStarted => "baseline started",
        Kind.BaselineLowered => "baseline lowered",
        Kind.BaselineRaised => "baseline raised",
        Kind.BaselineChanged => "properties of a baseline changed",
        Kind.BaselineWithdrawn => "baseline withdrawn",
        Kind.HostFirstReported => "first report of a host",
        Kind.HostReportChanged => "report changed",
        Kind.HostQuarantined => "host quarantined",
        Kind.HostRejected => "host rejected",
        Kind.HostReleased => "host released",
        Kind.HostCordoned => "host cordoned",
        Kind.HostUncordoned => "host uncordoned",
        Kind.HostLabelled => "host labelled",
        Kind.HostUpdated => "host renamed",
        Kind.HostDeleted => "host deleted",
        Kind.HostFellSilent => "heartbeat lost",
        Kind.HostHeardAgain => "heartbeat restored",
        Kind.PartitionRequested => "partition requested",
        Kind.PartitionCreated => "partition created",
        Kind.PartitionCreationFailed => "creation of a partition failed",
        Kind.PartitionDeletionRequested => "deletion of a partition requested",
        Kind.PartitionDeleted => "partition deleted",
        Kind.PartitionLost => "partition lost",
        Kind.PartitionFound => "partition found",
        Kind.PartitionAdopted => "partition adopted",
        Kind.MigrationRecorded => "migration recorded",
        _ => "unknown event",
    };

    /// <summary>The class of its tag: "bad" where somebody ought to look, "warn" where something was given up, "good" where it was mended.</summary>
    public static string Tone(Kind kind) => kind switch
    {
        Kind.HostQuarantined or Kind.HostRejected or Kind.PartitionCreationFailed or Kind.PartitionLost or Kind.BaselineWithdrawn => "bad",
        Kind.BaselineLowered or Kind.HostReportChanged or Kind.HostFellSilent or Kind.HostCordoned => "warn",
        Kind.BaselineRaised or Kind.HostReleased or Kind.HostHeardAgain or Kind.PartitionFound or Kind.HostUncordoned => "good",
        _ => "",
    };
}
