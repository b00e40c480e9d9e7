using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Processors;

namespace Levelset.Emulator.Hypervisor;

/// <summary>The emulated hypervisor: its properties, and the create hypercall.</summary>
internal sealed class EmulatedHypervisor
{
    /// <summary>Synthetic features of the root partition, chosen arbitrarily.</summary>
    public const ulong Synthetic = 0x0000_0000_01FF_FFFF;

    /// <summary>Those of them that are assignable to partitions.</summary>
    public const ulong AssignableSynthetic = 0x0000_0000_00FF_3FFF;

    // Older lists name it "AVX or XSAVEOPT without XSAVE".
    private static readonly HypervisorStatus XsaveMissing = new(0x3B);
    private static readonly HypervisorStatus FeatureNotSupported = new(0x20);

    private readonly SimulatedProcessor processor;
    private readonly Catalogue catalogue;
    private readonly Dictionary<uint, ulong> root;
    private int lastId;

    /// <summary>A hypervisor on this processor.</summary>
    public EmulatedHypervisor(SimulatedProcessor processor)
    {
        this.processor = processor;
        catalogue = Catalogue.For(processor.Supported.Architecture);
        root = Properties(processor.Supported, processor.Properties, Synthetic);
    }

    /// <summary>Of the processor.</summary>
    public Architecture Architecture => processor.Supported.Architecture;

    /// <summary>What the host offers.</summary>
    public FeatureSet Supported => processor.Supported;

    /// <summary>A property of the root partition.</summary>
    public (HypervisorStatus Status, ulong Value) GetHost(uint code) =>
        root.TryGetValue(code, out var value) ? (HypervisorStatus.Success, value) : (HypervisorStatus.UnknownProperty, 0);

    /// <summary>Banks of an extended property of any partition; null where it is unknown.</summary>
    public static ulong[]? GetExtended(uint code) => code switch
    {
        (uint)HvPartitionPropertyCode.VmmCapabilities => [0b1_0000],
        (uint)HvPartitionPropertyCode.AssignableSyntheticProcFeatures => [AssignableSynthetic],
        _ => null,
    };

    /// <summary>HVCALL_CREATE_PARTITION.</summary>
    /// <param name="wanted">The host's features without those that the masks disable.</param>
    /// <param name="distort">Changes the features that the partition gets, for an injected fault.</param>
    public (HypervisorStatus Status, EmulatedPartition? Partition) Create(FeatureSet wanted, Func<FeatureSet, FeatureSet> distort)
    {
        if (!catalogue.MustStayEnabled.IsSubsetOf(wanted))
        {
            return (FeatureNotSupported, null);
        }

        if (wanted.Architecture.HasXsave && !Offers(wanted, "xsave") && (Offers(wanted, "avx") || Offers(wanted, "xsaveopt")))
        {
            return (XsaveMissing, null);
        }

        var given = distort(wanted);
        var properties = Properties(given, XsaveArea.Reduce(processor.Properties, given), synthetic: 0);
        return (HypervisorStatus.Success, new EmulatedPartition(++lastId, given, properties));
    }

    private bool Offers(FeatureSet set, string name) => catalogue.TryResolve(name, out var bit) && set.Contains(bit);

    /// <summary>In the hypervisor's units; feature words in enable polarity.</summary>
    private Dictionary<uint, ulong> Properties(FeatureSet features, CompatibilityProperties scalars, ulong synthetic)
    {
        var values = new Dictionary<uint, ulong>
        {
            // Privileges and version as mainline's driver asks for them.
            [0x00010000] = 0x0000_00B4_0000_3FFF,
            [(uint)HvPartitionPropertyCode.SyntheticProcFeatures] = synthetic,
            [0x00030003] = 0,
            [0x00050003] = 1,
            [0x0005000C] = 0,
            [0x00060005] = 0x0609,
            [(uint)HvPartitionPropertyCode.ProcessorFeatures0] = features.ProcessorBanks[0],
            [(uint)HvPartitionPropertyCode.ProcessorFeatures1] = features.ProcessorBanks[1],
        };
        Add(HvPartitionPropertyCode.ProcessorVendor, Vendors.TryParse(processor.Vendor, Architecture, out var vendor) ? vendor.Code : null);
        Add(HvPartitionPropertyCode.ProcessorXsaveFeatures, Architecture.HasXsave ? features.Xsave : null);
        Add(HvPartitionPropertyCode.ProcessorClFlushSize, scalars.CacheLineFlushSize / 8);
        Add(HvPartitionPropertyCode.PhysicalAddressWidth, scalars.PhysicalAddressWidth);
        Add(HvPartitionPropertyCode.XsaveStates, scalars.XsaveStates);
        Add(HvPartitionPropertyCode.MaxXsaveDataSize, scalars.MaxXsaveDataSize);
        Add(HvPartitionPropertyCode.ProcessorClockFrequency, scalars.ProcessorClockFrequency);
        return values;

        void Add(HvPartitionPropertyCode code, ulong? value)
        {
            if (value is { } known)
            {
                values[(uint)code] = known;
            }
        }
    }
}
