using System.Collections.Immutable;

namespace Levelset.Interception;

/// <summary>
/// A filter that passes some system calls to the interceptor, and all others to the kernel. Ioctls are chosen by their type alone,
/// because a filter cannot see what a descriptor refers to.
/// </summary>
public static class SeccompFilter
{
    private const uint OffsetOfNumber = 0;
    private const uint OffsetOfArchitecture = 4;

    // The low half of args[1]: both architectures are little-endian.
    private const uint OffsetOfRequest = 16 + 8;
    private const uint TypeMask = 0xFF00;

    /// <param name="calls">The numbers of this architecture.</param>
    /// <param name="intercepted">Numbers of the calls that are passed to the interceptor; negative ones are skipped.</param>
    /// <param name="ioctlType">The type (_IOC_TYPE) of the ioctls that are passed too.</param>
    public static ImmutableArray<sock_filter> Build(SystemCallTable calls, IEnumerable<int> intercepted, byte ioctlType)
    {
        var program = ImmutableArray.CreateBuilder<sock_filter>();
        program.Add(Load(OffsetOfArchitecture));
        program.Add(JumpIfEqual(calls.AuditArchitecture, equal: 1, other: 0));
        program.Add(Return(Seccomp.SECCOMP_RET_ALLOW));

        program.Add(Load(OffsetOfNumber));
        foreach (var number in intercepted.Where(number => number >= 0))
        {
            program.Add(JumpIfEqual((uint)number, equal: 0, other: 1));
            program.Add(Return(Seccomp.SECCOMP_RET_USER_NOTIF));
        }

        program.Add(JumpIfEqual((uint)calls.Ioctl, equal: 1, other: 0));
        program.Add(Return(Seccomp.SECCOMP_RET_ALLOW));
        program.Add(Load(OffsetOfRequest));
        program.Add(new sock_filter { code = Seccomp.BPF_ALU_AND_K, k = TypeMask });
        program.Add(JumpIfEqual((uint)ioctlType << 8, equal: 0, other: 1));
        program.Add(Return(Seccomp.SECCOMP_RET_USER_NOTIF));
        program.Add(Return(Seccomp.SECCOMP_RET_ALLOW));
        return program.ToImmutable();
    }

    private static sock_filter Load(uint offset) => new() { code = Seccomp.BPF_LD_W_ABS, k = offset };

    private static sock_filter JumpIfEqual(uint value, byte equal, byte other) =>
        new() { code = Seccomp.BPF_JMP_JEQ_K, k = value, jt = equal, jf = other };

    private static sock_filter Return(uint value) => new() { code = Seccomp.BPF_RET_K, k = value };
}
