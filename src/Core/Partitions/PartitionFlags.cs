namespace Levelset.Core.Partitions;

/// <summary>pt_flags of the create ioctl (MSHV_PT_BIT_*).</summary>
[Flags]
public enum PartitionFlags : ulong
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Bit 0: a local APIC. Ignored on arm64.</summary>
    Lapic = 1 << 0,

    /// <summary>Bit 1: x2APIC. Ignored on arm64.</summary>
    X2Apic = 1 << 1,

    /// <summary>Bit 2: super pages in the guest's physical address space.</summary>
    GpaSuperPages = 1 << 2,

    /// <summary>Bit 3: the struct is v2 and carries feature banks (kernel 6.19 and later).</summary>
    CpuAndXsaveFeatures = 1 << 3,

    /// <summary>Bit 4: nested virtualization (kernel 7.0 and later). Must agree with the nested_virt feature.</summary>
    NestedVirtualization = 1 << 4,

    /// <summary>Bit 5: the guest may use simultaneous multithreading (kernel 7.0 and later).</summary>
    SmtEnabledGuest = 1 << 5,
}
