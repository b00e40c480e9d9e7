using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Tests.Devices;

/// <summary>A simulated host whose offer changes, or cannot be read, while it runs.</summary>
internal sealed class ChangingDevice : IMshvDevice
{
    private readonly SimulatedMshvDevice inner = Simulations.Genoa();
    private volatile Func<HvPartitionPropertyCode, ulong, ulong> change = (_, value) => value;
    private int readings;

    public string Name => inner.Name;

    public bool IsSimulated => true;

    public string KernelRelease => inner.KernelRelease;

    public Architecture Architecture => inner.Architecture;

    public string? ProcessorModel => inner.ProcessorModel;

    public string? Microcode => inner.Microcode;

    /// <summary>How often it has been read.</summary>
    public int Readings => Volatile.Read(ref readings);

    /// <summary>What becomes of each property from the next reading on; it may throw.</summary>
    public Func<HvPartitionPropertyCode, ulong, ulong> Change
    {
        get => change;
        set => change = value;
    }

    public IHostProperties OpenHost()
    {
        Interlocked.Increment(ref readings);
        var host = inner.OpenHost();

        // One change for all of a reading, as a microcode update or a suspend leaves none half done.
        var now = change;
        return new HostProperties(
            host.Method,
            host.ReadVendor,
            code => now(code, code == HvPartitionPropertyCode.SyntheticProcFeatures ? 0x3FFF : host.Read(code)),
            code => now(code, 0xFF));
    }

    public IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2) => inner.CreatePartition(createPartitionV2);

    public IMshvPartition Adopt(MshvPartitionHandle descriptor) => inner.Adopt(descriptor);

    public string? SourceOf(FeatureBit bit) => inner.SourceOf(bit);

    public void Dispose() => inner.Dispose();
}
