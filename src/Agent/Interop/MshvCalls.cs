using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>The calls to /dev/mshv and to partitions, with errors as <see cref="MshvException"/>.</summary>
internal static unsafe class MshvCalls
{
    /// <summary>Opens a device for reading and writing, close-on-exec.</summary>
    public static MshvDeviceHandle Open(string path)
    {
        // Opening a misc device waits for nothing that a signal could interrupt.
        var descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_CLOEXEC);
        return descriptor >= 0
            ? new MshvDeviceHandle(descriptor)
            : throw new MshvException($"open {path}", new Errno(Marshal.GetLastPInvokeError()));
    }

    /// <summary>MSHV_CREATE_PARTITION with the 64 bytes of a mshv_create_partition_v2, passed as they are.</summary>
    public static MshvPartitionHandle CreatePartition(MshvDeviceHandle device, ReadOnlySpan<byte> createPartitionV2)
    {
        // The kernel reads 64 bytes when pt_flags bit 3 is set; a shorter buffer would hand it what lies behind.
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

    /// <summary>
    /// HVCALL_GET_PARTITION_PROPERTY by MSHV_ROOT_HVCALL: on a partition's descriptor its property, on the device's the root
    /// partition's own.
    /// </summary>
    public static ulong GetPartitionProperty(DescriptorHandle descriptor, HvPartitionPropertyCode code)
    {
        // SAFETY: all three structs are locals of this frame, which outlives the call; the kernel writes status and output only.
        var input = new hv_input_get_partition_property { property_code = code };
        var output = default(hv_output_get_partition_property);
        var call = new mshv_root_hvcall
        {
            code = HvCallCode.HVCALL_GET_PARTITION_PROPERTY,
            in_sz = (ushort)sizeof(hv_input_get_partition_property),
            out_sz = (ushort)sizeof(hv_output_get_partition_property),
            in_ptr = (ulong)&input,
            out_ptr = (ulong)&output,
        };
        Ioctl(descriptor, MshvIoctl.MSHV_ROOT_HVCALL, nameof(MshvIoctl.MSHV_ROOT_HVCALL), &call, &call.status);
        return output.property_value;
    }

    /// <summary>The one place where EINTR is retried: the kernel's killable mutexes answer it before anything has happened.</summary>
    private static int Ioctl(DescriptorHandle descriptor, uint request, string name, void* argument, ushort* status)
    {
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

            // Taken at once: anything else that runs in between may change it.
            var errno = new Errno(Marshal.GetLastPInvokeError());
            if (errno != Errno.EINTR)
            {
                throw new MshvException(name, errno, StatusOf(status));
            }
        }
    }

    private static HypervisorStatus? StatusOf(ushort* status) =>
        status is null || *status == 0 ? null : new HypervisorStatus(*status);
}
