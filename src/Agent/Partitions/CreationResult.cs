namespace Levelset.Agent.Partitions;

/// <summary>The result of creating a partition: <see cref="CreatedPartition"/> or <see cref="CreationFailure"/>.</summary>
internal abstract record CreationResult;
