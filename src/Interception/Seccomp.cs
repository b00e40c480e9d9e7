namespace Levelset.Interception;

/// <summary>Numbers of linux/seccomp.h, linux/filter.h and linux/audit.h: the same on x86_64 and arm64 unless they say otherwise.</summary>
public static class Seccomp
{
    public const uint SECCOMP_IOCTL_NOTIF_RECV = 0xC0502100;
    public const uint SECCOMP_IOCTL_NOTIF_SEND = 0xC0182101;
    public const uint SECCOMP_IOCTL_NOTIF_ID_VALID = 0x40082102;
    public const uint SECCOMP_IOCTL_NOTIF_ADDFD = 0x40182103;

    public const int SECCOMP_SET_MODE_FILTER = 1;
    public const int SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3;

    /// <summary>Since Linux 5.19: a signal does not cancel a call whose notification has been received.</summary>
    public const int SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5;

    /// <summary>The kernel executes the call itself.</summary>
    public const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;

    /// <summary>Since Linux 5.14: the injected descriptor's number is at once the call's result.</summary>
    public const uint SECCOMP_ADDFD_FLAG_SEND = 2;

    public const uint SECCOMP_RET_ALLOW = 0x7FFF0000;
    public const uint SECCOMP_RET_USER_NOTIF = 0x7FC00000;

    public const ushort BPF_LD_W_ABS = 0x20;
    public const ushort BPF_JMP_JEQ_K = 0x15;
    public const ushort BPF_ALU_AND_K = 0x54;
    public const ushort BPF_RET_K = 0x06;

    public const uint AUDIT_ARCH_X86_64 = 0xC000003E;
    public const uint AUDIT_ARCH_AARCH64 = 0xC00000B7;

    public const int PR_SET_NO_NEW_PRIVS = 38;
}
