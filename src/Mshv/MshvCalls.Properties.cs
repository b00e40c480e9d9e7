using System.Runtime.CompilerServices;
using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>
/// Properties. An output that the kernel wrote only in part must never be taken for a feature word: each output is filled with a
/// pattern before the call, and must be overwritten as a whole.
/// </summary>
public static unsafe partial class MshvCalls
{
    private const byte Filler = 0xA5;

    /// <summary>
    /// HVCALL_GET_PARTITION_PROPERTY by MSHV_ROOT_HVCALL: on a partition's descriptor its property, on the device's the root
    /// partition's own (Linux 6.19).
    /// </summary>
    public static ulong GetPartitionProperty(DescriptorHandle descriptor, HvPartitionPropertyCode code) =>
        Whole(nameof(MshvIoctl.MSHV_ROOT_HVCALL), code, filler => AskProperty(descriptor, code, filler));

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY: a property of the root partition, on Microsoft's own kernel only.</summary>
    public static ulong GetHostPartitionProperty(MshvDeviceHandle device, HvPartitionPropertyCode code) =>
        Whole(nameof(MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY), code, filler => AskHostProperty(device, code, filler));

    /// <summary>HVCALL_SET_PARTITION_PROPERTY by MSHV_ROOT_HVCALL. Early properties: before the partition is initialized.</summary>
    public static void SetPartitionProperty(MshvPartitionHandle partition, HvPartitionPropertyCode code, ulong value)
    {
        // SAFETY: the input is a local of this frame, which outlives the call.
        var input = new hv_input_set_partition_property { property_code = code, property_value = value };
        RootHvcall(
            partition,
            HvCallCode.HVCALL_SET_PARTITION_PROPERTY,
            &input,
            sizeof(hv_input_set_partition_property),
            output: null,
            outputSize: 0);
    }

    /// <summary>
    /// HVCALL_GET_PARTITION_PROPERTY_EX by MSHV_ROOT_HVCALL (Linux 6.19): the banks of a banked property, as many as the
    /// hypervisor has. Read twice over different patterns, so that every byte is known to have been written.
    /// </summary>
    public static ulong[] GetPartitionPropertyEx(DescriptorHandle descriptor, HvPartitionPropertyCode code)
    {
        var first = AskBanks(descriptor, code, Filler);
        var second = AskBanks(descriptor, code, unchecked((byte)~Filler));
        return first is not null && second is not null && first.AsSpan().SequenceEqual(second)
            ? first
            : throw TooLittle(nameof(MshvIoctl.MSHV_ROOT_HVCALL), code);
    }

    /// <summary>A byte that was not written equals the pattern. One that equals it by chance does not equal the second pattern.</summary>
    private static ulong Whole(string call, HvPartitionPropertyCode code, Func<ulong, ulong> ask)
    {
        const ulong Pattern = Filler * 0x0101_0101_0101_0101UL;
        var first = ask(Pattern);
        if (!SharesByte(first, Pattern))
        {
            return first;
        }

        var second = ask(~Pattern);
        return second == first || !SharesByte(second, ~Pattern) ? second : throw TooLittle(call, code);
    }

    private static bool SharesByte(ulong left, ulong right)
    {
        var difference = left ^ right;
        return ((difference - 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080) != 0;
    }

    private static MshvException TooLittle(string call, HvPartitionPropertyCode code) => new(
        call,
        Errno.Success,
        advice: $"the kernel wrote only a part of property 0x{(uint)code:X8}; the value is not used");

    private static ulong AskProperty(DescriptorHandle descriptor, HvPartitionPropertyCode code, ulong filler)
    {
        // SAFETY: both structs are locals of this frame, which outlives the call.
        var input = new hv_input_get_partition_property { property_code = code };
        var output = new hv_output_get_partition_property { property_value = filler };
        RootHvcall(
            descriptor,
            HvCallCode.HVCALL_GET_PARTITION_PROPERTY,
            &input,
            sizeof(hv_input_get_partition_property),
            &output,
            sizeof(hv_output_get_partition_property));
        return output.property_value;
    }

    private static ulong AskHostProperty(MshvDeviceHandle device, HvPartitionPropertyCode code, ulong filler)
    {
        // SAFETY: the struct is a local of this frame, which outlives the call; the kernel writes its value only.
        var argument = new mshv_partition_property { property_code = code, property_value = filler };
        Ioctl(
            device,
            MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY,
            nameof(MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY),
            &argument,
            status: null);
        return argument.property_value;
    }

    /// <summary>Null when the header is not valid, as when nothing was written.</summary>
    private static ulong[]? AskBanks(DescriptorHandle descriptor, HvPartitionPropertyCode code, byte filler)
    {
        // SAFETY: both structs are locals of this frame, which outlives the call.
        var input = new hv_input_get_partition_property_ex { property_code = code };
        Unsafe.SkipInit(out hv_output_get_partition_property_ex output);
        new Span<byte>(&output, sizeof(hv_output_get_partition_property_ex)).Fill(filler);
        RootHvcall(
            descriptor,
            HvCallCode.HVCALL_GET_PARTITION_PROPERTY_EX,
            &input,
            sizeof(hv_input_get_partition_property_ex),
            &output,
            sizeof(hv_output_get_partition_property_ex));
        ReadOnlySpan<ushort> reserved = output.reserved;
        ReadOnlySpan<ulong> banks = output.banks;
        return !reserved.ContainsAnyExcept((ushort)0) && output.bank_count <= banks.Length
            ? banks[..output.bank_count].ToArray()
            : null;
    }

    private static void RootHvcall(
        DescriptorHandle descriptor,
        ushort code,
        void* input,
        int inputSize,
        void* output,
        int outputSize)
    {
        // SAFETY: the caller keeps input and output, of these sizes, alive for the call; the kernel writes the partition's id
        // into the first eight bytes of the input, the output, and the status.
        var call = new mshv_root_hvcall
        {
            code = code,
            in_sz = checked((ushort)inputSize),
            out_sz = checked((ushort)outputSize),
            in_ptr = (ulong)input,
            out_ptr = (ulong)output,
        };
        Ioctl(descriptor, MshvIoctl.MSHV_ROOT_HVCALL, nameof(MshvIoctl.MSHV_ROOT_HVCALL), &call, &call.status);
    }
}
