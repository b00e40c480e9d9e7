using Levelset.Agent.Devices;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that lives because the agent holds its descriptor.</summary>
/// <param name="Name">`partitions/{partition}`.</param>
/// <param name="Partition">The reference.</param>
/// <param name="Report">What the service is told of it.</param>
/// <param name="Recorded">Whether the service has acknowledged it.</param>
internal sealed record HeldPartition(string Name, IMshvPartition Partition, Wire.PartitionReport Report, bool Recorded = false);
