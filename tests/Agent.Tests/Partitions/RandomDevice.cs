using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Partitions;

/// <summary>A device that gives right answers, wrong ones and refusals as they are drawn. It notes what it has answered.</summary>
internal sealed class RandomDevice(SimulatedMshvDevice inner, Random random) : IMshvDevice
{
    private static readonly ushort[] LikelyStatuses = [0, 5, 6, 7, 7, 7, 9, 9, 0xA, 0xB];

    // How often an answer is drawn rather than right; some devices nearly always behave, so that creation gets far.
    private readonly double wildness = Math.Pow(random.NextDouble(), 3);

    /// <summary>The last partition that was created, and so the one that is handed out if any is.</summary>
    public Partition? Last { get; private set; }

    /// <summary>Every partition that was created.</summary>
    public List<Partition> All { get; } = [];

    public string Name => inner.Name;

    public bool IsSimulated => true;

    public string KernelRelease => inner.KernelRelease;

    public Architecture Architecture => inner.Architecture;

    public string? ProcessorModel => null;

    public string? Microcode => null;

    public IHostProperties OpenHost() => inner.OpenHost();

    public IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2)
    {
        MayRefuse("MSHV_CREATE_PARTITION", withStatus: false);
        Last = new Partition(this, inner.CreatePartition(createPartitionV2), createPartitionV2.ToArray());
        All.Add(Last);
        return Last;
    }

    public IMshvPartition Adopt(MshvPartitionHandle descriptor) => inner.Adopt(descriptor);

    public string? SourceOf(FeatureBit bit) => null;

    public void Dispose() => inner.Dispose();

    private void MayRefuse(string call, bool withStatus)
    {
        if (random.NextDouble() < wildness / 2)
        {
            var status = random.Next(3) switch
            {
                0 => (ushort)random.Next(0x10000),
                _ => LikelyStatuses[random.Next(LikelyStatuses.Length)],
            };
            var errno = new Errno(random.Next(4) == 0 ? random.Next(1, 134) : random.Next(2) == 0 ? 5 : 22);
            throw new MshvException(call, errno, withStatus ? new HypervisorStatus(status) : null);
        }
    }

    private ulong Draw(ulong right) => random.NextDouble() >= wildness / 2
        ? right
        : random.Next(4) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => right ^ (1UL << random.Next(64)),
            _ => (ulong)random.NextInt64(),
        };

    internal sealed class Partition(RandomDevice device, IMshvPartition inner, byte[] bytes) : IMshvPartition
    {
        public byte[] Bytes => bytes;

        /// <summary>What it was last told to be, property by property.</summary>
        public List<EarlyProperty> Sets { get; } = [];

        /// <summary>What it last answered, property by property.</summary>
        public Dictionary<uint, ulong> Answers { get; } = [];

        public bool Initialized { get; private set; }

        public DescriptorHandle? Descriptor => inner.Descriptor;

        public void Initialize()
        {
            device.MayRefuse("MSHV_INITIALIZE_PARTITION", withStatus: false);
            inner.Initialize();
            Initialized = true;
        }

        public void SetProperty(HvPartitionPropertyCode code, ulong value)
        {
            device.MayRefuse("MSHV_ROOT_HVCALL", withStatus: true);
            inner.SetProperty(code, value);
            Sets.Add(new EarlyProperty((uint)code, value));
        }

        public ulong ReadProperty(HvPartitionPropertyCode code)
        {
            device.MayRefuse("MSHV_ROOT_HVCALL", withStatus: true);
            return Answers[(uint)code] = device.Draw(inner.ReadProperty(code));
        }

        public void Dispose() => inner.Dispose();
    }
}
