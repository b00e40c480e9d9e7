namespace Levelset.Agent.Partitions;

/// <summary>What came of an attempt to create a partition: <see cref="CreatedPartition"/> or <see cref="CreationFailure"/>.</summary>
internal abstract record CreationResult;
