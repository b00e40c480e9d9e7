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

    /// <summary>Whose feature words it has.</summary>
    Architecture Architecture { get; }

    /// <summary>The processor for people; null where the machine itself is to be asked.</summary>
    string? ProcessorModel { get; }

    /// <summary>The version of the processor's microcode, where it is told beside the processor; null where it is not.</summary>
    string? Microcode { get; }

    /// <summary>Starts a reading of what the host offers. Some kernels need a throw-away partition for it.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    IHostProperties OpenHost();

    /// <summary>Creates a partition from the bytes of a mshv_create_partition_v2, passed on as they are.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused.</exception>
    IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2);

    /// <summary>A partition by a descriptor that came from elsewhere. Whether it is one, the first read will show.</summary>
    /// <param name="descriptor">Belongs to the partition from here on.</param>
    /// <exception cref="AgentException">The hypervisor is simulated; the descriptor has been closed.</exception>
    IMshvPartition Adopt(MshvPartitionHandle descriptor);

    /// <summary>Where a host's feature bit comes from, for people; null where only the word's own property tells.</summary>
    string? SourceOf(FeatureBit bit);
}
