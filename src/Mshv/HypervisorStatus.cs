using System.Globalization;

namespace Levelset.Mshv;

/// <summary>A raw HV_STATUS of the hypervisor. The kernel folds almost all of them into EIO, so it is kept beside errno.</summary>
/// <param name="Value">The status, such as 9.</param>
public readonly partial record struct HypervisorStatus(ushort Value)
{
    public static readonly HypervisorStatus Success = new(0);
    public static readonly HypervisorStatus InvalidHypercallCode = new(0x2);
    public static readonly HypervisorStatus InvalidParameter = new(0x5);
    public static readonly HypervisorStatus AccessDenied = new(0x6);
    public static readonly HypervisorStatus InvalidPartitionState = new(0x7);
    public static readonly HypervisorStatus UnknownProperty = new(0x9);
    public static readonly HypervisorStatus PropertyValueOutOfRange = new(0xA);
    public static readonly HypervisorStatus InsufficientMemory = new(0xB);

    /// <summary>The name of Linux (include/hyperv/hvgdk_mini.h, 7.0) without HV_STATUS_, in small letters.</summary>
    public string Name => Value switch
    {
        0x0 => "success",
        0x2 => "invalid hypercall code",
        0x3 => "invalid hypercall input",
        0x4 => "invalid alignment",
        0x5 => "invalid parameter",
        0x6 => "access denied",
        0x7 => "invalid partition state",
        0x8 => "operation denied",
        0x9 => "unknown property",
        0xA => "property value out of range",
        0xB => "insufficient memory",
        0xD => "invalid partition id",
        0xE => "invalid vp index",
        0x10 => "not found",
        0x11 => "invalid port id",
        0x12 => "invalid connection id",
        0x13 => "insufficient buffers",
        0x14 => "not acknowledged",
        0x15 => "invalid vp state",
        0x1D => "no resources",
        0x20 => "processor feature not supported",
        0x41 => "invalid lp index",
        0x50 => "invalid register value",
        0x71 => "operation failed",
        0x73 => "insufficient root memory",
        0x75 => "insufficient contiguous memory",
        0x78 => "time out",
        0x79 => "call pending",
        0x83 => "insufficient contiguous root memory",
        0x86 => "vtl already enabled",
        _ => OlderName is { } name ? $"{name}, by an older private list" : "unnamed",
    };

    /// <summary>"0x0009 (unknown property)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:X4} ({Name})");
}
