using Levelset.Core.Partitions;

namespace Levelset.Agent.Handover;

/// <summary>What a VMM was told to create a partition with.</summary>
/// <param name="Assignment">The assignment that was in force.</param>
/// <param name="Request">What the VMM asked for.</param>
/// <param name="Arguments">What it was given.</param>
internal sealed record Ticket(Wire.Assignment Assignment, V1.CreatePartitionRequest Request, CreationArguments Arguments);
