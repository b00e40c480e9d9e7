using System.Runtime.InteropServices;
using Levelset.Agent.Interop;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Core.Processors;
using Architecture = Levelset.Core.Features.Architecture;

namespace Levelset.Agent.Devices;

/// <summary>The real device. Needs Linux 6.19, and 7.0 for nested virtualization.</summary>
internal sealed class MshvDevice : IMshvDevice
{
    /// <summary>The device of a root partition.</summary>
    public const string DefaultPath = "/dev/mshv";

    private readonly MshvDeviceHandle handle;

    private MshvDevice(string path, MshvDeviceHandle handle)
    {
        Name = path;
        this.handle = handle;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsSimulated => false;

    /// <inheritdoc/>
    public Architecture Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => Architecture.X86_64,
        System.Runtime.InteropServices.Architecture.Arm64 => Architecture.Arm64,
        var other => throw new PlatformNotSupportedException($"the Microsoft Hypervisor does not run on {other}"),
    };

    /// <inheritdoc/>
    public string? ProcessorModel => null;

    /// <summary>Opens the device.</summary>
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
    public string ReadVendor()
    {
        var code = ReadHostProperty(HvPartitionPropertyCode.ProcessorVendor);
        return Vendors.TryFromCode(code, Architecture, out var vendor)
            ? vendor.Name
            : throw new AgentException($"{Name}: vendor code 0x{code:x} is none of {Vendors.List(Architecture)}");
    }

    /// <inheritdoc/>
    public ulong ReadHostProperty(HvPartitionPropertyCode code)
    {
        try
        {
            return MshvCalls.GetPartitionProperty(handle, code);
        }
        catch (MshvException exception) when (exception.Errno == Errno.ENOTTY)
        {
            throw new MshvException(
                exception.Call,
                exception.Errno,
                exception.Status,
                $"{Name} cannot be asked for properties; Linux 6.19 or later is needed, this is {KernelRelease.Current}");
        }
    }

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
                AdviseCreate(exception.Errno, (PartitionFlags)MemoryMarshal.Read<ulong>(createPartitionV2)));
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
            ? "this machine is no root partition of the Microsoft Hypervisor, or its mshv_root driver is not loaded"
        : errno == Errno.EACCES || errno == Errno.EPERM ? "the device is for root only (mode 0600)"
        : null;

    private static string? AdviseCreate(Errno errno, PartitionFlags flags)
    {
        if (errno == Errno.EIO)
        {
            return "the hypervisor refused; its status is in the kernel log only";
        }

        if (errno != Errno.EINVAL)
        {
            return null;
        }

        var needed = (flags & (PartitionFlags.NestedVirtualization | PartitionFlags.SmtEnabledGuest)) != 0
            ? "pt_flags bits 4 and 5 need Linux 7.0 or later"
            : "feature banks (pt_flags bit 3) need Linux 6.19 or later";
        return $"{needed}, this is {KernelRelease.Current}; on such a kernel a field is not as it must be";
    }
}
