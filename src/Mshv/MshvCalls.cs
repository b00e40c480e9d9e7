using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>The calls to /dev/mshv and to partitions, with errors as <see cref="MshvException"/>.</summary>
public static unsafe partial class MshvCalls
{
    // Pages for one hypercall. A property takes none or a few; a hypervisor that always asks for more must not hang the caller.
    private const int MaxDeposits = 64;

    /// <summary>Opens a device for reading and writing, close-on-exec.</summary>
    public static MshvDeviceHandle Open(string path)
    {
        while (true)
        {
            var descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_CLOEXEC);
            if (descriptor >= 0)
            {
                return new MshvDeviceHandle(descriptor);
            }

            var errno = LibC.LastErrno;
            if (errno != Errno.EINTR)
            {
                throw new MshvException($"open {path}", errno);
            }
        }
    }

    /// <summary>MSHV_CREATE_PARTITION with the 64 bytes of a mshv_create_partition_v2, passed as they are.</summary>
    public static MshvPartitionHandle CreatePartition(MshvDeviceHandle device, ReadOnlySpan<byte> createPartitionV2)
    {
        // The kernel reads 64 bytes when pt_flags bit 3 is set; a shorter buffer would pass it the memory behind.
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            createPartitionV2.Length,
            Unsafe.SizeOf<mshv_create_partition_v2>(),
            nameof(createPartitionV2));

        // SAFETY: the span is pinned for the call and is exactly as long as the struct that the kernel reads.
        fixed (byte* argument = createPartitionV2)
        {
            var descriptor = Ioctl(
                device,
                MshvIoctl.MSHV_CREATE_PARTITION,
                nameof(MshvIoctl.MSHV_CREATE_PARTITION),
                argument,
                status: null);
            return new MshvPartitionHandle(descriptor);
        }
    }

    /// <summary>MSHV_INITIALIZE_PARTITION: succeeds on a partition that is initialized already.</summary>
    public static void InitializePartition(MshvPartitionHandle partition) =>
        Ioctl(
            partition,
            MshvIoctl.MSHV_INITIALIZE_PARTITION,
            nameof(MshvIoctl.MSHV_INITIALIZE_PARTITION),
            argument: null,
            status: null);

    /// <summary>MSHV_CREATE_PARTITION with a v1 struct: no feature banks. The resulting features depend on the kernel.</summary>
    public static MshvPartitionHandle CreatePartition(MshvDeviceHandle device, mshv_create_partition createPartition)
    {
        // SAFETY: the struct is this frame's own copy; with pt_flags bit 3 clear the kernel reads its 16 bytes and no more.
        var descriptor = Ioctl(
            device,
            MshvIoctl.MSHV_CREATE_PARTITION,
            nameof(MshvIoctl.MSHV_CREATE_PARTITION),
            &createPartition,
            status: null);
        return new MshvPartitionHandle(descriptor);
    }

    /// <summary>MSHV_CREATE_VP on an initialized partition.</summary>
    public static MshvVpHandle CreateVp(MshvPartitionHandle partition, uint index)
    {
        // SAFETY: the struct is a local of this frame, which outlives the call; the kernel reads its 4 bytes.
        var argument = new mshv_create_vp { vp_index = index };
        return new MshvVpHandle(
            Ioctl(partition, MshvIoctl.MSHV_CREATE_VP, nameof(MshvIoctl.MSHV_CREATE_VP), &argument, status: null));
    }

    /// <summary>
    /// The one place where EINTR of an ioctl is retried: the kernel's killable mutexes return it before anything has happened. So is
    /// EAGAIN of a hypercall: Linux 6.15 to 6.17 return it after depositing one page of the memory that the hypervisor lacked.
    /// </summary>
    private static int Ioctl(DescriptorHandle descriptor, uint request, string name, void* argument, ushort* status)
    {
        var deposits = 0;
        while (true)
        {
            // SAFETY: status, where given, points into argument, which the caller keeps alive for the call. It is reset before
            // every attempt because the kernel refuses a struct that still carries the last one's.
            if (status is not null)
            {
                *status = 0;
            }

            var result = LibC.ioctl(descriptor, request, argument);
            if (result >= 0)
            {
                return result;
            }

            // Read at once: anything that runs in between may change it.
            var errno = LibC.LastErrno;
            var again = errno == Errno.EINTR || (errno == Errno.EAGAIN && status is not null && deposits++ < MaxDeposits);
            if (!again)
            {
                throw new MshvException(name, errno, StatusOf(status));
            }
        }
    }

    private static HypervisorStatus? StatusOf(ushort* status) =>
        status is null || *status == 0 ? null : new HypervisorStatus(*status);
}
