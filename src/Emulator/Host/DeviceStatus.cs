using System.Buffers.Binary;
using Levelset.Emulator.Driver;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Host;

/// <summary>stat and access of the emulated device: a character device of mode 0600, otherwise like /dev/null.</summary>
internal static class DeviceStatus
{
    // S_IFCHR | 0600.
    private const ushort Mode = 0x2180;

    /// <summary>Answers one of the stat or access calls.</summary>
    public static SystemCallAnswer Answer(in seccomp_data data, ITargetMemory memory)
    {
        var calls = SystemCallTable.Current;
        if (data.nr == calls.Access || data.nr == calls.Faccessat || data.nr == calls.Faccessat2)
        {
            return SystemCallAnswer.Success;
        }

        var isStatx = data.nr == calls.Statx;
        var (bytes, modeOffset) = isStatx ? StatCalls.Statx("/dev/null") : StatCalls.Stat("/dev/null");
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(modeOffset), Mode);
        var address = data.args[isStatx ? 4 : data.nr == calls.Newfstatat ? 2 : 1];
        return memory.TryWrite(address, bytes) ? SystemCallAnswer.Success : new SystemCallAnswer.Failure(Errno.EFAULT);
    }
}
