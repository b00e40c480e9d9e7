using System.Text;
using Levelset.Emulator.Driver;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Host;

/// <summary>The kernel release that an emulated host shows.</summary>
internal sealed class KernelIdentity
{
    /// <summary>Where programs read the release.</summary>
    public const string ReleasePath = "/proc/sys/kernel/osrelease";

    // struct new_utsname: sysname, nodename, release, version, machine, domainname.
    private const int FieldLength = 65;
    private readonly byte[] utsname = new byte[6 * FieldLength];
    private readonly string releaseFile;

    /// <summary>An identity with another release than the real kernel's.</summary>
    /// <param name="release">What uname -r says.</param>
    /// <param name="directory">Where a file with the release may be created.</param>
    public KernelIdentity(string release, string directory)
    {
        releaseFile = Path.Combine(directory, "osrelease");
        File.WriteAllText(releaseFile, release + "\n");
        string[] fields =
        [
            Read("ostype"), Read("hostname"), release, Read("version"),
            SystemCallTable.Current.AuditArchitecture == Seccomp.AUDIT_ARCH_X86_64 ? "x86_64" : "aarch64", Read("domainname"),
        ];
        for (var index = 0; index < fields.Length; index++)
        {
            var bytes = Encoding.UTF8.GetBytes(fields[index]);
            bytes.AsSpan(0, Math.Min(bytes.Length, FieldLength - 1)).CopyTo(utsname.AsSpan(index * FieldLength));
        }
    }

    /// <summary>uname(2).</summary>
    public SystemCallAnswer Uname(ulong address, ITargetMemory memory) =>
        memory.TryWrite(address, utsname) ? SystemCallAnswer.Success : new SystemCallAnswer.Failure(Errno.EFAULT);

    /// <summary>open of <see cref="ReleasePath"/>.</summary>
    public SystemCallAnswer OpenRelease() => new SystemCallAnswer.OtherFile(releaseFile);

    private static string Read(string name) => File.ReadAllText($"/proc/sys/kernel/{name}").Trim();
}
