namespace Levelset.Api.Data;

/// <summary>Where a partition stands. Values equal those of the gRPC enum.</summary>
public enum PartitionState
{
    /// <summary>Recorded; its host has not yet answered.</summary>
    Creating = 1,

    /// <summary>Created, read back and found right.</summary>
    Active = 2,

    /// <summary>To be closed; its host has not yet answered.</summary>
    Deleting = 3,

    /// <summary>Its agent came back without it.</summary>
    Lost = 4,
}
