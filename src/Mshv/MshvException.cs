using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>A call to the hypervisor's device failed. The kernel's errno and the hypervisor's status are kept apart.</summary>
public sealed class MshvException : Exception
{
    /// <param name="call">The kernel's name of the call, such as "MSHV_CREATE_PARTITION".</param>
    /// <param name="errno">The kernel's error.</param>
    /// <param name="status">The hypervisor's status, if the call returns one and it was not success.</param>
    /// <param name="advice">The likely cause, and a remedy.</param>
    public MshvException(string call, Errno errno, HypervisorStatus? status = null, string? advice = null)
        : base(Describe(call, errno, status, advice))
    {
        Call = call;
        Errno = errno;
        Status = status;
    }

    public string Call { get; }

    /// <summary>The kernel's error.</summary>
    public Errno Errno { get; }

    /// <summary>The hypervisor's status; null where the kernel itself refused, or returns none (CREATE).</summary>
    public HypervisorStatus? Status { get; }

    private static string Describe(string call, Errno errno, HypervisorStatus? status, string? advice) =>
        $"{call}: {errno}"
        + (status is { } value ? $", hypervisor status {value}" : string.Empty)
        + (advice is null ? string.Empty : $": {advice}");
}
