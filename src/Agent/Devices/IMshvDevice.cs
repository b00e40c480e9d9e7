using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>The hypervisor as its device shows it: the boundary to the kernel.</summary>
internal interface IMshvDevice : IDisposable
{
    /// <summary>"/dev/mshv", or what the simulation takes its words from.</summary>
    string Name { get; }

    /// <summary>Whether no hypervisor is there.</summary>
    bool IsSimulated { get; }

    /// <summary>Of the kernel that answers, as uname -r prints it; what a simulation stands in for.</summary>
    string KernelRelease { get; }

    /// <summary>Of the host.</summary>
    Architecture Architecture { get; }

    /// <summary>The processor's display name; null where it is this machine's.</summary>
    string? ProcessorModel { get; }

    /// <summary>The version of the simulated processor's microcode; null where none is simulated.</summary>
    string? Microcode { get; }

    /// <summary>Starts a reading of the host. Some kernels need a temporary partition for it.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    IHostProperties OpenHost();

    /// <summary>Creates a partition from the bytes of a mshv_create_partition_v2, passed on as they are.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2);

    /// <summary>A partition by a descriptor of another process. Whether it is one is checked by the first read only.</summary>
    /// <param name="descriptor">Belongs to the partition from here on.</param>
    /// <exception cref="AgentException">The hypervisor is simulated; the descriptor has been closed.</exception>
    IMshvPartition Adopt(MshvPartitionHandle descriptor);

    /// <summary>The source of a host's feature bit, such as a CPUID bit; null where it is just the word's property.</summary>
    string? SourceOf(FeatureBit bit);
}
