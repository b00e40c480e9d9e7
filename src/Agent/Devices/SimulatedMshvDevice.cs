using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>
/// A stand-in for /dev/mshv of Linux 7.0 on one processor. It takes the same bytes, applies the same checks in the same order
/// and answers in the same polarity; no guest can run on it.
/// </summary>
internal sealed class SimulatedMshvDevice : IMshvDevice
{
    private const string Create = nameof(MshvIoctl.MSHV_CREATE_PARTITION);
    private static readonly int V1Size = 2 * sizeof(ulong);

    private readonly SimulatedProcessor processor;
    private readonly SimulatedFaults faults;
    private int livePartitions;

    /// <param name="processor">What the host offers.</param>
    /// <param name="faults">For tests; none by default.</param>
    public SimulatedMshvDevice(SimulatedProcessor processor, SimulatedFaults? faults = null)
    {
        this.processor = processor;
        this.faults = faults ?? SimulatedFaults.None;
    }

    /// <inheritdoc/>
    public string Name => $"simulated from {processor.Origin}";

    /// <inheritdoc/>
    public bool IsSimulated => true;

    /// <inheritdoc/>
    public string KernelRelease => $"{faults.Kernel.Name}, simulated";

    /// <inheritdoc/>
    public Architecture Architecture => processor.Supported.Architecture;

    /// <inheritdoc/>
    public string? ProcessorModel => processor.Model;

    /// <inheritdoc/>
    public string? Microcode => processor.Microcode;

    /// <summary>How many partitions have a reference left.</summary>
    public int LivePartitions => Volatile.Read(ref livePartitions);

    /// <inheritdoc/>
    public IHostProperties OpenHost() => new HostProperties(
        new ProbeMethod(ProbeSource.Simulated, Name),
        () => processor.Vendor,
        ReadHostProperty,
        _ => null);

    /// <summary>HVCALL_GET_PARTITION_PROPERTY on the device.</summary>
    /// <exception cref="MshvException">EIO and "unknown property", as the real one answers.</exception>
    public ulong ReadHostProperty(HvPartitionPropertyCode code) =>
        SimulatedProperties.Read(code, processor.Vendor, processor.Supported, processor.Properties);

    /// <inheritdoc/>
    public IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2)
    {
        var effective = Effective(createPartitionV2);
        if (!Catalogue.For(Architecture).MustStayEnabled.IsSubsetOf(effective))
        {
            // The hypervisor's refusal; CREATE hands no status back.
            throw new MshvException(Create, Errno.EIO);
        }

        Interlocked.Increment(ref livePartitions);
        var got = faults.Distort(effective);
        return new SimulatedMshvPartition(
            processor.Vendor,
            got,
            XsaveArea.Reduce(processor.Properties, got),
            faults,
            onDeleted: () => Interlocked.Decrement(ref livePartitions));
    }

    /// <inheritdoc/>
    public IMshvPartition Adopt(MshvPartitionHandle descriptor)
    {
        descriptor.Dispose();
        throw new AgentException("the hypervisor is simulated and its partitions have no descriptors");
    }

    /// <inheritdoc/>
    public string? SourceOf(FeatureBit bit) => processor.Sources.GetValueOrDefault(bit);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Partitions hold no reference to the device: they stay open, as the kernel's do.
    }

    private FeatureSet Effective(ReadOnlySpan<byte> argument)
    {
        if (argument.Length < V1Size)
        {
            throw new MshvException(Create, Errno.EFAULT);
        }

        var flags = CreatePartitionV2.FlagsOf(argument);
        Require((flags & ~faults.Kernel.KnownFlags) == 0);
        Require(CreatePartitionV2.IsolationOf(argument) < faults.Kernel.IsolationCount);

        // v1: the kernel reads no further, and the hypervisor gives all it can.
        return flags.HasFlag(PartitionFlags.CpuAndXsaveFeatures) ? ReadMask(argument).Apply(processor.Supported) : processor.Supported;
    }

    private DisableMask ReadMask(ReadOnlySpan<byte> argument)
    {
        if (argument.Length < CreatePartitionV2.Size)
        {
            throw new MshvException(Create, Errno.EFAULT);
        }

        var bytes = argument[..CreatePartitionV2.Size];
        Require(CreatePartitionV2.KernelFaults(bytes, Architecture, faults.Kernel).IsEmpty);
        return CreatePartitionV2.MaskOf(bytes, Architecture);
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MshvException(Create, Errno.EINVAL);
        }
    }
}
