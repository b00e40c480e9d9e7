using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>A call to the hypervisor's device failed. Keeps apart what the kernel said and what the hypervisor said.</summary>
public sealed class MshvException : Exception
{
    /// <param name="call">The kernel's name of the call, such as "MSHV_CREATE_PARTITION".</param>
    /// <param name="errno">What the kernel answered.</param>
    /// <param name="status">The hypervisor's own status, where the call hands one back and it was not success.</param>
    /// <param name="advice">What the cause is likely to be and what would help.</param>
    public MshvException(string call, Errno errno, HypervisorStatus? status = null, string? advice = null)
        : base(Describe(call, errno, status, advice))
    {
        Call = call;
        Errno = errno;
        Status = status;
    }

    public string Call { get; }

    /// <summary>What the kernel answered.</summary>
    public Errno Errno { get; }

    /// <summary>The hypervisor's own status; null where the kernel refused by itself, or hands none back (CREATE).</summary>
    public HypervisorStatus? Status { get; }

    private static string Describe(string call, Errno errno, HypervisorStatus? status, string? advice) =>
        $"{call}: {errno}"
        + (status is { } value ? $", hypervisor status {value}" : string.Empty)
        + (advice is null ? string.Empty : $": {advice}");
}
