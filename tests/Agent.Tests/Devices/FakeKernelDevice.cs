using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Tests.Devices;

/// <summary>A device whose host is read by the source over a <see cref="FakeKernel"/>.</summary>
internal sealed class FakeKernelDevice(FakeKernel kernel, Architecture architecture, FeatureSet? processor) : IMshvDevice
{
    private readonly HostPropertySource source = new(kernel, architecture, () => processor);

    public string Name => "/dev/mshv";

    public bool IsSimulated => false;

    public string KernelRelease => "of the test";

    public Architecture Architecture => architecture;

    public string? ProcessorModel => null;

    public string? Microcode => null;

    public IHostProperties OpenHost() => source.Open();

    public IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2) => throw new NotSupportedException();

    public IMshvPartition Adopt(MshvPartitionHandle descriptor) => throw new NotSupportedException();

    public string? SourceOf(FeatureBit bit) => null;

    public void Dispose()
    {
    }
}
