using Levelset.Emulator.Hypervisor;

namespace Levelset.Emulator.Driver;

/// <summary>What an emulated descriptor refers to.</summary>
internal abstract record EmulatedFile
{
    private EmulatedFile()
    {
    }

    /// <summary>An open /dev/mshv.</summary>
    internal sealed record Device : EmulatedFile;

    internal sealed record Partition(EmulatedPartition Target) : EmulatedFile;

    /// <summary>A virtual processor, which keeps its partition alive.</summary>
    internal sealed record Processor(EmulatedPartition Target, uint Index) : EmulatedFile;
}
