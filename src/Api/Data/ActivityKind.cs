namespace Levelset.Api.Data;

/// <summary>What happened. Values equal those of the gRPC enum.</summary>
public enum ActivityKind
{
    PoolCreated = 1,

    /// <summary>A pool's display name changed.</summary>
    PoolUpdated = 2,

    PoolDeleted = 3,

    /// <summary>A pool's policy changed.</summary>
    PolicyChanged = 4,

    /// <summary>A host joined a pool.</summary>
    HostAdded = 5,

    /// <summary>A host left a pool.</summary>
    HostRemoved = 6,

    /// <summary>A generation where there was no baseline: the first, or one after a withdrawal.</summary>
    BaselineStarted = 7,

    /// <summary>A generation that lost features.</summary>
    BaselineLowered = 8,

    /// <summary>A generation that gained features and lost none.</summary>
    BaselineRaised = 9,

    /// <summary>A generation of the same features and other properties.</summary>
    BaselineChanged = 10,

    /// <summary>The last contributing member is gone: no baseline.</summary>
    BaselineWithdrawn = 11,

    /// <summary>A host reported for the first time.</summary>
    HostFirstReported = 12,

    /// <summary>A report that says something else than the one before (drift).</summary>
    HostReportChanged = 13,

    /// <summary>A member contributes no longer.</summary>
    HostQuarantined = 14,

    /// <summary>A member was refused by its first report.</summary>
    HostRejected = 15,

    /// <summary>No longer quarantined or rejected.</summary>
    HostReleased = 16,

    HostCordoned = 17,

    /// <summary>A cordon was lifted.</summary>
    HostUncordoned = 18,

    /// <summary>Labels of a host changed.</summary>
    HostLabelled = 19,

    /// <summary>A host's display name changed.</summary>
    HostUpdated = 20,

    HostDeleted = 21,

    HostFellSilent = 22,

    /// <summary>A silent host was heard of again.</summary>
    HostHeardAgain = 23,

    /// <summary>A caller asked for it; its host has not answered yet.</summary>
    PartitionRequested = 24,

    /// <summary>Its host created it.</summary>
    PartitionCreated = 25,

    /// <summary>A partition could not be created.</summary>
    PartitionCreationFailed = 26,

    /// <summary>A caller asked for its deletion; its host has not answered yet.</summary>
    PartitionDeletionRequested = 27,

    /// <summary>Closed on its host, or struck from the record where no agent holds it.</summary>
    PartitionDeleted = 28,

    /// <summary>Its agent came back without it.</summary>
    PartitionLost = 29,

    /// <summary>Its agent holds it, though it was lost or was not on record.</summary>
    PartitionFound = 30,

    /// <summary>Created by hand on its host.</summary>
    PartitionAdopted = 31,

    /// <summary>A partition was moved to another host.</summary>
    MigrationRecorded = 32,
}
