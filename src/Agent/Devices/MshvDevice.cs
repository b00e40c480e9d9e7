using System.Runtime.InteropServices;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Architecture = Levelset.Core.Features.Architecture;

namespace Levelset.Agent.Devices;

/// <summary>
/// The real device. Its host can be read on every kernel that has it; partitions at a level need Linux 6.19, and 7.0 for nested
/// virtualization.
/// </summary>
internal sealed class MshvDevice : IMshvDevice
{
    /// <summary>The device of a root partition.</summary>
    public const string DefaultPath = "/dev/mshv";

    private readonly MshvDeviceHandle handle;
    private readonly HostPropertySource source;

    private MshvDevice(string path, MshvDeviceHandle handle)
    {
        Name = path;
        this.handle = handle;
        source = new HostPropertySource(new MshvHostCalls(handle, Architecture), Architecture, V1AllowList.ReadProcessor);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsSimulated => false;

    /// <inheritdoc/>
    public string KernelRelease => Devices.KernelRelease.Current;

    /// <inheritdoc/>
    public Architecture Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => Architecture.X86_64,
        System.Runtime.InteropServices.Architecture.Arm64 => Architecture.Arm64,
        var other => throw new PlatformNotSupportedException($"the Microsoft Hypervisor does not run on {other}"),
    };

    /// <inheritdoc/>
    public string? ProcessorModel => null;

    /// <inheritdoc/>
    public string? Microcode => null;

    /// <exception cref="MshvException">It is not there, or may not be opened.</exception>
    public static MshvDevice Open(string path = DefaultPath)
    {
        try
        {
            return new MshvDevice(path, MshvCalls.Open(path));
        }
        catch (MshvException exception)
        {
            throw new MshvException(exception.Call, exception.Errno, exception.Status, AdviseOpen(exception.Errno));
        }
    }

    /// <summary>Whether a failed <see cref="Open"/> means that there is no device, rather than one that may not be used.</summary>
    public static bool IsAbsent(MshvException exception) =>
        exception.Errno == Errno.ENOENT || exception.Errno == Errno.ENODEV || exception.Errno == Errno.ENXIO;

    /// <inheritdoc/>
    public IHostProperties OpenHost() => source.Open();

    /// <inheritdoc/>
    public IMshvPartition CreatePartition(ReadOnlySpan<byte> createPartitionV2)
    {
        try
        {
            return new MshvPartition(MshvCalls.CreatePartition(handle, createPartitionV2));
        }
        catch (MshvException exception)
        {
            throw new MshvException(
                exception.Call,
                exception.Errno,
                exception.Status,
                exception.Errno == Errno.EIO ? "the hypervisor refused; only the kernel log has its status" : null);
        }
    }

    /// <inheritdoc/>
    public IMshvPartition Adopt(MshvPartitionHandle descriptor) => new MshvPartition(descriptor);

    /// <inheritdoc/>
    public string? SourceOf(FeatureBit bit) => null;

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static string? AdviseOpen(Errno errno) =>
        errno == Errno.ENOENT || errno == Errno.ENODEV || errno == Errno.ENXIO
            ? "this machine is not a root partition of the Microsoft Hypervisor, or the mshv_root driver is not loaded"
        : errno == Errno.EACCES || errno == Errno.EPERM ? "only root may open the device (mode 0600)"
        : null;
}
