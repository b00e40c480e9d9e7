using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Levelset.Emulator.Driver;

/// <summary>What one generation of the kernel's driver does differently. Source: the validation and pass-through tables of its ABI.</summary>
internal sealed record KernelGeneration
{
    private static readonly FrozenSet<ushort> FirstPassThrough =
        FrozenSet.ToFrozenSet<ushort>([0x44, 0x45, 0x4D, 0x50, 0x51, 0x52, 0x56, 0x91, 0x94, 0xC0, 0xC1, 0xC9, 0xF4]);

    private static readonly FrozenSet<ushort> PassThrough = FrozenSet.ToFrozenSet<ushort>([.. FirstPassThrough, 0x101]);

    /// <summary>All of them, oldest first.</summary>
    public static ImmutableArray<KernelGeneration> All { get; } =
    [
        new KernelGeneration
        {
            Name = "6.15",
            KnownFlags = 0b111,
            PartitionHypercalls = FirstPassThrough,
            CopiesOutputAlways = true,
            DepositsOnce = true,
        },
        new KernelGeneration
        {
            Name = "6.17",
            KnownFlags = 0b111,
            PartitionHypercalls = FirstPassThrough,
            CopiesOutputAlways = true,
            DepositsOnce = true,
        },
        new KernelGeneration { Name = "6.18", KnownFlags = 0b111, PartitionHypercalls = FirstPassThrough },
        new KernelGeneration
        {
            Name = "6.19",
            KnownFlags = 0b1111,
            PartitionHypercalls = PassThrough,
            DeviceHypercalls = FrozenSet.ToFrozenSet<ushort>([0x44, 0x101]),
        },
        new KernelGeneration
        {
            Name = "7.0",
            KnownFlags = 0b11_1111,
            PartitionHypercalls = PassThrough,
            DeviceHypercalls = FrozenSet.ToFrozenSet<ushort>([0x44, 0x101]),
        },
        new KernelGeneration
        {
            Name = "microsoft",
            Release = "6.6.100.mshv1-levelset-emulated",
            KnownFlags = 0b11_1111,
            IsolationCount = 2,
            PartitionHypercalls = PassThrough,
            DeviceHypercalls = PassThrough,
            HasPropertyIoctls = true,
            TakesFewerBanks = true,
            LooksAtLastWord = false,
            ChecksSecondCopy = false,
            AllowsOnlyList = true,
        },
    ];

    /// <summary>"7.0", or "microsoft" for Microsoft's own kernel.</summary>
    public required string Name { get; init; }

    /// <summary>What uname -r says; the name with a suffix unless it is set.</summary>
    public string Release
    {
        get => field ?? $"{Name}.0-levelset-emulated";
        init;
    }

    /// <summary>Bits of pt_flags that CREATE accepts.</summary>
    public required ulong KnownFlags { get; init; }

    /// <summary>pt_isolation must be less.</summary>
    public ulong IsolationCount { get; init; } = 1;

    /// <summary>Hypercalls that MSHV_ROOT_HVCALL passes on from a partition's descriptor.</summary>
    public required FrozenSet<ushort> PartitionHypercalls { get; init; }

    /// <summary>The same from /dev/mshv; empty where it does not support the ioctl.</summary>
    public FrozenSet<ushort> DeviceHypercalls { get; init; } = [];

    /// <summary>Whether it has MSHV_GET_HOST_PARTITION_PROPERTY and the property ioctls of partitions.</summary>
    public bool HasPropertyIoctls { get; init; }

    /// <summary>Whether pt_num_cpu_fbanks may be 0 or 1, missing banks keeping the mask of v1; else it must be 2.</summary>
    public bool TakesFewerBanks { get; init; }

    /// <summary>Whether arm64's last word must be zero.</summary>
    public bool LooksAtLastWord { get; init; } = true;

    /// <summary>Whether flags and isolation are checked again after all 64 bytes have been copied.</summary>
    public bool ChecksSecondCopy { get; init; } = true;

    /// <summary>Whether v1 means a fixed allow-list, not everything that the hypervisor offers.</summary>
    public bool AllowsOnlyList { get; init; }

    /// <summary>Whether a failed hypercall's output is copied too.</summary>
    public bool CopiesOutputAlways { get; init; }

    /// <summary>Whether "insufficient memory" deposits one page and returns EAGAIN; else it deposits until it is enough.</summary>
    public bool DepositsOnce { get; init; }

    /// <summary>The generation of that name; null where there is none.</summary>
    public static KernelGeneration? Find(string name) => All.FirstOrDefault(generation => generation.Name == name);
}
