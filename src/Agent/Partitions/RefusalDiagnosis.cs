using System.Buffers.Binary;
using Levelset.Agent.Devices;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Partitions;

/// <summary>
/// Finds out why a kernel refused a valid struct with EINVAL: which part of it the kernel does not support. It tries temporary
/// partitions, which are never initialized and closed at once.
/// </summary>
internal static class RefusalDiagnosis
{
    private const PartitionFlags Old = PartitionFlags.Lapic | PartitionFlags.X2Apic | PartitionFlags.GpaSuperPages;
    private const PartitionFlags Later = PartitionFlags.NestedVirtualization | PartitionFlags.SmtEnabledGuest;

    /// <summary>The kernel that is needed, and the one that this is; null where the refusal needs no explanation.</summary>
    public static string? Explain(IMshvDevice device, ReadOnlySpan<byte> createPartitionV2, MshvException refusal)
    {
        if (refusal.Call != nameof(MshvIoctl.MSHV_CREATE_PARTITION) || refusal.Errno != Errno.EINVAL)
        {
            return null;
        }

        var flags = CreatePartitionV2.FlagsOf(createPartitionV2);
        var isolation = CreatePartitionV2.IsolationOf(createPartitionV2);
        var plain = Try(device, flags & ~Later, isolation: 0);
        var unknown = plain switch
        {
            null => UnknownExtras(device, flags, isolation),
            { } errno when errno == Errno.EINVAL && Try(device, flags & Old, isolation: 0) is null =>
                ["feature banks (pt_flags bit 3) need Linux 6.19 or later, or Microsoft's own kernel"],
            _ => [],
        };
        return unknown.Count > 0
            ? $"{string.Join("; ", unknown)}; this is {device.KernelRelease}"
            : plain is null
                ? "this kernel supports every field, so the hypervisor refused; only the kernel log has its status"
                : $"this kernel ({device.KernelRelease}) refuses the simplest partition too; the reason is unknown";
    }

    private static List<string> UnknownExtras(IMshvDevice device, PartitionFlags flags, ulong isolation)
    {
        var unknown = new List<string>();
        foreach (var (flag, name) in new[]
        {
            (PartitionFlags.NestedVirtualization, "nested virtualization (pt_flags bit 4)"),
            (PartitionFlags.SmtEnabledGuest, "simultaneous multithreading (pt_flags bit 5)"),
        })
        {
            if (flags.HasFlag(flag) && Try(device, (flags & ~Later) | flag, isolation: 0) == Errno.EINVAL)
            {
                unknown.Add($"{name} needs Linux 7.0 or later, or Microsoft's own kernel");
            }
        }

        if (isolation != 0 && Try(device, flags & ~Later, isolation) == Errno.EINVAL)
        {
            unknown.Add($"pt_isolation {isolation} (SNP) needs Microsoft's own kernel; Linux supports 0 (none) only");
        }

        return unknown;
    }

    /// <summary>Creates and closes a partition that has every feature; null when that works.</summary>
    private static Errno? Try(IMshvDevice device, PartitionFlags flags, ulong isolation)
    {
        var bytes = new byte[CreatePartitionV2.Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), isolation);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), KernelRules.BankCount);
        try
        {
            device.CreatePartition(bytes).Dispose();
            return null;
        }
        catch (MshvException exception)
        {
            return exception.Errno;
        }
    }
}
