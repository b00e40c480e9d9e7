using Levelset.Core.Partitions;

namespace Levelset.Agent.Handover;

/// <summary>The creation arguments that a VMM was given.</summary>
/// <param name="Assignment">The assignment that was in force.</param>
/// <param name="Request">The VMM's request.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record Ticket(V1.Assignment Assignment, AgentV1.CreatePartitionRequest Request, CreationArguments Arguments);
