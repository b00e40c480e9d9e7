using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>Numbers of system calls on the architecture that runs: asm/unistd_64.h of x86_64, asm-generic/unistd.h of arm64.</summary>
public sealed record SystemCallTable
{
    private SystemCallTable()
    {
    }

    /// <summary>Of this machine.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither x86_64 nor arm64.</exception>
    public static SystemCallTable Current { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X86_64,
        Architecture.Arm64 => Arm64,
        var other => throw new PlatformNotSupportedException($"no system-call table for {other}"),
    };

    /// <summary>AUDIT_ARCH_*.</summary>
    public required uint AuditArchitecture { get; init; }

    /// <summary>-1 where the architecture has no such call, as for all numbers that may be absent.</summary>
    public int Open { get; init; } = -1;

    public required int Openat { get; init; }

    public required int Openat2 { get; init; }

    public required int Ioctl { get; init; }

    public required int Uname { get; init; }

    /// <summary>May be absent.</summary>
    public int Stat { get; init; } = -1;

    /// <summary>May be absent.</summary>
    public int Lstat { get; init; } = -1;

    public required int Newfstatat { get; init; }

    public required int Statx { get; init; }

    /// <summary>May be absent.</summary>
    public int Access { get; init; } = -1;

    public required int Faccessat { get; init; }

    public required int Faccessat2 { get; init; }

    public required int Read { get; init; }

    public required int Write { get; init; }

    public required int Execve { get; init; }

    public required int Prctl { get; init; }

    public required int Getpid { get; init; }

    public required int Seccomp { get; init; }

    public required int PidfdOpen { get; init; }

    public required int PidfdGetfd { get; init; }

    private static SystemCallTable X86_64 => new()
    {
        AuditArchitecture = Interception.Seccomp.AUDIT_ARCH_X86_64,
        Read = 0,
        Write = 1,
        Open = 2,
        Stat = 4,
        Lstat = 6,
        Ioctl = 16,
        Access = 21,
        Getpid = 39,
        Execve = 59,
        Uname = 63,
        Prctl = 157,
        Openat = 257,
        Newfstatat = 262,
        Faccessat = 269,
        Seccomp = 317,
        Statx = 332,
        PidfdOpen = 434,
        Openat2 = 437,
        PidfdGetfd = 438,
        Faccessat2 = 439,
    };

    private static SystemCallTable Arm64 => new()
    {
        AuditArchitecture = Interception.Seccomp.AUDIT_ARCH_AARCH64,
        Ioctl = 29,
        Faccessat = 48,
        Openat = 56,
        Read = 63,
        Write = 64,
        Newfstatat = 79,
        Uname = 160,
        Prctl = 167,
        Getpid = 172,
        Execve = 221,
        Seccomp = 277,
        Statx = 291,
        PidfdOpen = 434,
        Openat2 = 437,
        PidfdGetfd = 438,
        Faccessat2 = 439,
    };
}
