using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>Converts a hypervisor status to an errno as the driver does (drivers/hv/hv_common.c).</summary>
internal static class StatusTranslation
{
    /// <summary>The errno; zero for success, EIO for everything that has no errno of its own.</summary>
    public static Errno ToErrno(HypervisorStatus status) => status.Value switch
    {
        0x0 => default,
        0x2 or 0x3 or 0x5 or 0xD or 0xE or 0x11 or 0x12 or 0x41 or 0x50 => Errno.EINVAL,
        0xB or 0x73 or 0x75 or 0x83 => Errno.ENOMEM,
        _ => Errno.EIO,
    };
}
