using System.Globalization;

namespace Levelset.Agent.Interop;

/// <summary>A raw HV_STATUS of the hypervisor. The kernel folds almost all of them into EIO, so it is kept beside errno.</summary>
/// <param name="Value">The status, such as 9.</param>
internal readonly record struct HypervisorStatus(ushort Value)
{
    public static readonly HypervisorStatus Success = new(0);
    public static readonly HypervisorStatus AccessDenied = new(0x6);
    public static readonly HypervisorStatus InvalidPartitionState = new(0x7);
    public static readonly HypervisorStatus UnknownProperty = new(0x9);

    private string Name => Value switch
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
        0x20 => "processor feature not supported",
        _ => "unnamed",
    };

    /// <summary>"0x0009 (unknown property)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:X4} ({Name})");
}
