namespace Levelset.Core.Partitions;

/// <summary>What one generation of the kernel accepts in MSHV_CREATE_PARTITION. The banks' bits are inspected by none.</summary>
/// <param name="Name">For people, such as "Linux 6.19".</param>
/// <param name="KnownFlags">The pt_flags bits that it knows; any other is EINVAL.</param>
/// <param name="IsolationCount">The first pt_isolation value that is EINVAL.</param>
/// <param name="FewerBanks">Whether it takes fewer than two banks.</param>
/// <param name="ReservesLastWord">Whether it looks at the last word where the architecture has no xsave mask.</param>
public sealed record KernelRules(
    string Name,
    PartitionFlags KnownFlags,
    ulong IsolationCount = 1,
    bool FewerBanks = false,
    bool ReservesLastWord = true)
{
    /// <summary>How many banks there are (MSHV_NUM_CPU_FEATURES_BANKS).</summary>
    public const int BankCount = 2;

    private const PartitionFlags FirstFlags = PartitionFlags.Lapic | PartitionFlags.X2Apic | PartitionFlags.GpaSuperPages;
    private const PartitionFlags BankFlags = FirstFlags | PartitionFlags.CpuAndXsaveFeatures;
    private const PartitionFlags AllFlags = BankFlags | PartitionFlags.NestedVirtualization | PartitionFlags.SmtEnabledGuest;

    /// <summary>Linux 6.15 to 6.18: the v1 struct only.</summary>
    public static KernelRules Linux615 { get; } = new("Linux 6.15", FirstFlags);

    /// <summary>Linux 6.19: feature banks.</summary>
    public static KernelRules Linux619 { get; } = new("Linux 6.19", BankFlags);

    /// <summary>Linux 7.0: nested virtualization and simultaneous multithreading too.</summary>
    public static KernelRules Linux70 { get; } = new("Linux 7.0", AllFlags);

    /// <summary>Microsoft's own kernel: isolation SNP too, fewer banks, and nobody looks at arm64's last word.</summary>
    public static KernelRules Microsoft { get; } =
        new("Microsoft's own kernel", AllFlags, IsolationCount: 2, FewerBanks: true, ReservesLastWord: false);

    /// <summary>What every kernel that knows the field asks for: right under these is right wherever the field is known at all.</summary>
    public static KernelRules Strictest { get; } = new("any kernel", AllFlags, IsolationCount: 2);
}
