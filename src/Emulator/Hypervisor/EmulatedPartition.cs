using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Hypervisor;

/// <summary>A partition of the emulated hypervisor. It exists until the last descriptor of it and of its VPs is closed.</summary>
internal sealed class EmulatedPartition(int id, FeatureSet features, Dictionary<uint, ulong> properties)
{
    private const uint PhysicalAddressWidth = (uint)HvPartitionPropertyCode.PhysicalAddressWidth;

    // Settable only between CREATE and INITIALIZE. Source: TLFS.
    private static readonly HashSet<uint> Early =
        [0x00010000, 0x00010001, 0x00050012, 0x00050026, 0x00050028, 0x00050029, PhysicalAddressWidth, 0x00090007];

    // Settable at any time.
    private static readonly HashSet<uint> Late = [0x00030003, 0x00050003, 0x00050017, 0x0005002A, 0x0005002B];

    private readonly HashSet<uint> processors = [];

    /// <summary>Its number, from 1.</summary>
    public int Id => id;

    public FeatureSet Features => features;

    public bool IsInitialized { get; private set; }

    /// <summary>Descriptors of it and of its VPs, in whatever process, counted once per creation.</summary>
    public int References { get; set; } = 1;

    public void Initialize() => IsInitialized = true;

    /// <summary>Reads a property; the value is 0 unless the status is success.</summary>
    public (HypervisorStatus Status, ulong Value) Get(uint code) =>
        properties.TryGetValue(code, out var value)
            ? (HypervisorStatus.Success, value)
            : (HypervisorStatus.UnknownProperty, 0);

    /// <param name="code">Which.</param>
    /// <param name="value">To what.</param>
    /// <param name="assignable">Synthetic features that may be enabled.</param>
    public HypervisorStatus Set(uint code, ulong value, ulong assignable)
    {
        if (!Early.Contains(code) && !Late.Contains(code))
        {
            return properties.ContainsKey(code) ? HypervisorStatus.AccessDenied : HypervisorStatus.UnknownProperty;
        }

        if (Early.Contains(code) && IsInitialized)
        {
            return HypervisorStatus.InvalidPartitionState;
        }

        if (code == (uint)HvPartitionPropertyCode.SyntheticProcFeatures && (value & ~assignable) != 0)
        {
            return new HypervisorStatus(0x5);
        }

        if (code == PhysicalAddressWidth && value > properties[PhysicalAddressWidth])
        {
            return new HypervisorStatus(0xA);
        }

        properties[code] = value;
        return HypervisorStatus.Success;
    }

    /// <summary>Adds a VP, which is one more reference.</summary>
    public Errno AddProcessor(uint index)
    {
        if (!IsInitialized)
        {
            return Errno.EIO;
        }

        if (!processors.Add(index))
        {
            return Errno.EEXIST;
        }

        References++;
        return default;
    }
}
