namespace Levelset.Agent.Handover;

/// <summary>The right to fetch a duplicate of a partition's descriptor once.</summary>
/// <param name="Partition">`partitions/{partition}`.</param>
/// <param name="Executes">Whether the process that uses it is about to execute the VMM.</param>
/// <param name="Owns">Whether the partition is closed when that process has exited.</param>
internal sealed record Claim(string Partition, bool Executes, bool Owns);
