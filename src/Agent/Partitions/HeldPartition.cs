using System.Collections.Immutable;
using Levelset.Agent.Devices;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that lives because the agent holds its descriptor.</summary>
/// <param name="Name">`partitions/{partition}`.</param>
/// <param name="Partition">The reference.</param>
/// <param name="Report">What the service is told of it.</param>
/// <param name="Recorded">Whether the service has acknowledged it.</param>
internal sealed record HeldPartition(string Name, IMshvPartition Partition, Wire.PartitionReport Report, bool Recorded = false)
{
    /// <summary>Why the service refused to record it; empty when it did not.</summary>
    public string Refusal { get; init; } = string.Empty;

    /// <summary>Processes other than the agent that have a descriptor of it.</summary>
    public ImmutableArray<V1.Holder> Holders { get; init; } = [];

    /// <summary>Whether the service manager keeps a descriptor of it.</summary>
    public bool Stored { get; init; }

    /// <summary>What the service manager knows its descriptor by: no colon may be in it.</summary>
    public string DescriptorName => DescriptorNameOf(Name);

    /// <summary>What the service manager knows a partition's descriptor by.</summary>
    public static string DescriptorNameOf(string name) => "partition-" + name.Split('/')[^1];

    /// <summary>As the journal has it.</summary>
    public V1.KeptPartition ToJournalEntry() => new()
    {
        Name = Name,
        Report = Report,
        Recorded = Recorded,
        Refusal = Refusal,
        Holders = { Holders },
    };
}
