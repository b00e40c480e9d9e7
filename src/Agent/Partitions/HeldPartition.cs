using System.Collections.Immutable;
using Levelset.Agent.Devices;

namespace Levelset.Agent.Partitions;

/// <summary>A partition whose descriptor the agent holds.</summary>
/// <param name="Name">`partitions/{partition}`.</param>
/// <param name="Partition">The agent's reference to it.</param>
/// <param name="Report">As reported to the service.</param>
/// <param name="Recorded">Whether the service has acknowledged it.</param>
internal sealed record HeldPartition(string Name, IMshvPartition Partition, V1.PartitionReport Report, bool Recorded = false)
{
    /// <summary>Why the service refused to record it; empty when it did not.</summary>
    public string Refusal { get; init; } = string.Empty;

    /// <summary>Other processes that have a descriptor of it.</summary>
    public ImmutableArray<AgentV1.Holder> Holders { get; init; } = [];

    /// <summary>Whether the service manager's descriptor store has it.</summary>
    public bool Stored { get; init; }

    /// <summary>The name of its descriptor in the service manager's store; it must not contain a colon.</summary>
    public string DescriptorName => DescriptorNameOf(Name);

    /// <summary>The name of a partition's descriptor in the service manager's store.</summary>
    public static string DescriptorNameOf(string name) => "partition-" + name.Split('/')[^1];

    public AgentV1.KeptPartition ToJournalEntry() => new()
    {
        Name = Name,
        Report = Report,
        Recorded = Recorded,
        Refusal = Refusal,
        Holders = { Holders },
    };
}
