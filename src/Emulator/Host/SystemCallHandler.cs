using Levelset.Emulator.Driver;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Host;

/// <summary>Computes the result of each intercepted system call.</summary>
internal sealed class SystemCallHandler(EmulatedDriver driver, DescriptorTable<EmulatedFile> descriptors, KernelIdentity identity, Action<string>? trace)
{
    private const string DevicePath = "/dev/mshv";
    private const ulong O_CLOEXEC = 0x80000;

    /// <summary>The type of the driver's ioctls.</summary>
    public const byte IoctlType = 0xB8;

    private readonly SystemCallTable calls = SystemCallTable.Current;

    /// <summary>Numbers of the calls that must be intercepted, beside ioctl.</summary>
    public static IEnumerable<int> Trapped(SystemCallTable calls) =>
    [
        calls.Openat, calls.Open, calls.Openat2, calls.Uname,
        calls.Stat, calls.Lstat, calls.Newfstatat, calls.Statx,
        calls.Access, calls.Faccessat, calls.Faccessat2,
    ];

    public SystemCallAnswer Handle(in seccomp_notif notification)
    {
        var number = notification.data.nr;
        var memory = new ProcessMemory((int)notification.pid);
        if (number == calls.Ioctl)
        {
            return Ioctl(notification, memory);
        }

        if (number == calls.Uname)
        {
            return identity.Uname(notification.data.args[0], memory);
        }

        // Of all others, the path is the first argument, or the second after a directory.
        var hasDirectory = number != calls.Open && number != calls.Stat && number != calls.Lstat && number != calls.Access;
        return TargetPath.Read(memory, notification.data.args[hasDirectory ? 1 : 0]) switch
        {
            DevicePath => OnDevice(notification, memory),
            KernelIdentity.ReleasePath when IsOpen(number) => identity.OpenRelease(),
            _ => SystemCallAnswer.Pass,
        };
    }

    private bool IsOpen(int number) => number == calls.Open || number == calls.Openat || number == calls.Openat2;

    private SystemCallAnswer OnDevice(in seccomp_notif notification, ProcessMemory memory)
    {
        var number = notification.data.nr;
        if (!IsOpen(number))
        {
            return driver.IsPresent ? DeviceStatus.Answer(notification.data, memory) : new SystemCallAnswer.Failure(Errno.ENOENT);
        }

        var answer = driver.Open((OpenFlags(notification.data, memory) & O_CLOEXEC) != 0);
        Trace(notification.pid, $"open({DevicePath})", answer);
        return answer;
    }

    private ulong OpenFlags(in seccomp_data data, ProcessMemory memory)
    {
        if (data.nr == calls.Open)
        {
            return data.args[1];
        }

        if (data.nr == calls.Openat)
        {
            return data.args[2];
        }

        // struct open_how begins with its flags.
        Span<byte> flags = stackalloc byte[8];
        return memory.TryRead(data.args[2], flags) ? BitConverter.ToUInt64(flags) : 0;
    }

    private SystemCallAnswer Ioctl(in seccomp_notif notification, ProcessMemory memory)
    {
        var descriptor = (int)notification.data.args[0];
        var request = (uint)notification.data.args[1];
        if (descriptors.Find(notification.pid, descriptor) is not { } file)
        {
            return SystemCallAnswer.Pass;
        }

        var answer = driver.Ioctl(file, request, notification.data.args[2], memory);
        Trace(notification.pid, $"ioctl({descriptor} = {Name(file)}, {MshvIoctlName.Of(file, request)})", answer);
        return answer;
    }

    private void Trace(uint thread, string call, SystemCallAnswer answer) => trace?.Invoke($"[{thread}] {call} = {Describe(answer)}");

    private static string Name(EmulatedFile file) => file switch
    {
        EmulatedFile.Partition at => $"partition {at.Target.Id}",
        EmulatedFile.Processor at => $"VP {at.Index} of partition {at.Target.Id}",
        _ => DevicePath,
    };

    private static string Describe(SystemCallAnswer answer) => answer switch
    {
        SystemCallAnswer.Failure failure => $"-1 {failure.Errno}",
        SystemCallAnswer.NewDescriptor added => $"a descriptor of {Name(added.File)}",
        _ => "0",
    };
}
