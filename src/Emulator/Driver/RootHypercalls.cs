using System.Buffers.Binary;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Hypervisor;
using Levelset.Interception;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>MSHV_ROOT_HVCALL and the property ioctl of Microsoft's kernel, byte by byte as the driver treats them.</summary>
internal sealed class RootHypercalls(
    KernelGeneration kernel,
    EmulatedHypervisor hypervisor,
    Func<DeviceOperation, uint, FaultEffect?> faults,
    bool needsActive)
{
    private const int CallSize = 32;
    private const int StatusOffset = 8;
    private const int PageSize = 4096;
    private const int PropertySize = 16;

    // The real driver deposits until the machine has no memory left.
    private const int MaxDeposits = 64;
    private static readonly HypervisorStatus UnknownCode = new(0x2);

    /// <summary>Whether a fault has removed the device.</summary>
    public bool Vanished { get; private set; }

    /// <summary>The fault of a call, if any.</summary>
    public FaultEffect? Fault(DeviceOperation operation, uint property)
    {
        var effect = faults(operation, property);
        Vanished |= effect is FaultEffect.Vanish;
        return effect;
    }

    /// <summary>On /dev/mshv.</summary>
    public Errno OnDevice(ulong argument, ITargetMemory memory) =>
        Dispatch(argument, memory, kernel.DeviceHypercalls.Contains, isDevice: true, partition: null);

    /// <summary>On a partition or a VP.</summary>
    public Errno OnPartition(EmulatedPartition partition, bool isProcessor, ulong argument, ITargetMemory memory) => Dispatch(
        argument,
        memory,
        code => kernel.PartitionHypercalls.Contains(code) && !(isProcessor && code == HvCallCode.HVCALL_SET_PARTITION_PROPERTY),
        isDevice: false,
        partition);

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY.</summary>
    public Errno HostProperty(ulong argument, ITargetMemory memory) =>
        Read(DeviceOperation.HostProperty, argument, memory, hypervisor.GetHost);

    /// <summary>MSHV_GET_PARTITION_PROPERTY.</summary>
    public Errno GetProperty(EmulatedPartition partition, ulong argument, ITargetMemory memory) => Read(
        DeviceOperation.Get,
        argument,
        memory,
        code => needsActive && !partition.IsInitialized ? (HypervisorStatus.InvalidPartitionState, 0) : partition.Get(code));

    /// <summary>MSHV_SET_PARTITION_PROPERTY.</summary>
    public Errno SetProperty(EmulatedPartition partition, ulong argument, ITargetMemory memory)
    {
        Span<byte> bytes = stackalloc byte[PropertySize];
        if (!memory.TryRead(argument, bytes))
        {
            return Errno.EFAULT;
        }

        var code = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return Fault(DeviceOperation.Set, code) switch
        {
            FaultEffect.Fail fail => fail.Errno,
            FaultEffect.Refuse refuse => StatusTranslation.ToErrno(refuse.Status),
            var effect => StatusTranslation.ToErrno(
                partition.Set(code, Changed(effect, value), EmulatedHypervisor.AssignableSynthetic)),
        };
    }

    /// <summary>A property ioctl: code at 0, value at 8.</summary>
    private Errno Read(
        DeviceOperation operation,
        ulong argument,
        ITargetMemory memory,
        Func<uint, (HypervisorStatus Status, ulong Value)> read)
    {
        Span<byte> bytes = stackalloc byte[PropertySize];
        if (!memory.TryRead(argument, bytes))
        {
            return Errno.EFAULT;
        }

        var code = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var effect = Fault(operation, code);
        if (effect is FaultEffect.Fail fail)
        {
            return fail.Errno;
        }

        var (status, value) = effect is FaultEffect.Refuse refuse ? (refuse.Status, 0) : read(code);
        if (status != HypervisorStatus.Success)
        {
            return StatusTranslation.ToErrno(status);
        }

        Span<byte> output = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(output, Changed(effect, value));
        return memory.TryWrite(argument + 8, output[..Length(effect, 8)]) ? default : Errno.EFAULT;
    }

    private Errno Dispatch(
        ulong argument,
        ITargetMemory memory,
        Func<ushort, bool> isAccepted,
        bool isDevice,
        EmulatedPartition? partition)
    {
        Span<byte> call = stackalloc byte[CallSize];
        if (!memory.TryRead(argument, call))
        {
            return Errno.EFAULT;
        }

        var code = BinaryPrimitives.ReadUInt16LittleEndian(call);
        var inSize = BinaryPrimitives.ReadUInt16LittleEndian(call[4..]);
        var outSize = BinaryPrimitives.ReadUInt16LittleEndian(call[6..]);
        var inAddress = BinaryPrimitives.ReadUInt64LittleEndian(call[16..]);
        var outAddress = BinaryPrimitives.ReadUInt64LittleEndian(call[24..]);
        if (call[StatusOffset..16].ContainsAnyExcept((byte)0)
            || inAddress == 0 || inSize is < 8 or > PageSize
            || (outAddress != 0 && outSize is 0 or > PageSize)
            || !isAccepted(code))
        {
            return Errno.EINVAL;
        }

        Span<byte> input = stackalloc byte[PageSize];
        input.Clear();
        if (!memory.TryRead(inAddress, input[..inSize]))
        {
            return Errno.EFAULT;
        }

        Span<byte> output = stackalloc byte[PageSize];
        output.Clear();
        var property = BinaryPrimitives.ReadUInt32LittleEndian(input[8..]);
        var effect = Fault(OperationOf(code, isDevice), property);
        if (effect is FaultEffect.Fail fail)
        {
            return fail.Errno;
        }

        var status = Execute(code, input, output, partition, effect);
        for (var pages = 0; status == HypervisorStatus.InsufficientMemory && !kernel.DepositsOnce && pages < MaxDeposits; pages++)
        {
            status = Execute(code, input, output, partition, Fault(OperationOf(code, isDevice), property));
        }

        return Answer(argument, memory, status, outAddress, output[..Length(effect, outSize)]);
    }

    private Errno Answer(ulong argument, ITargetMemory memory, HypervisorStatus status, ulong outAddress, ReadOnlySpan<byte> output)
    {
        if (status == HypervisorStatus.InsufficientMemory && kernel.DepositsOnce)
        {
            // One page is deposited, and the caller must repeat the call; status is not written.
            return Errno.EAGAIN;
        }

        if ((status == HypervisorStatus.Success || kernel.CopiesOutputAlways)
            && outAddress != 0 && !output.IsEmpty && !memory.TryWrite(outAddress, output))
        {
            return Errno.EFAULT;
        }

        Span<byte> raw = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(raw, status.Value);
        return !memory.TryWrite(argument + StatusOffset, raw) ? Errno.EFAULT
            : status == HypervisorStatus.Success ? default
            : StatusTranslation.ToErrno(status);
    }

    private HypervisorStatus Execute(
        ushort code,
        ReadOnlySpan<byte> input,
        Span<byte> output,
        EmulatedPartition? partition,
        FaultEffect? effect)
    {
        if (effect is FaultEffect.Refuse refuse)
        {
            return refuse.Status;
        }

        var property = BinaryPrimitives.ReadUInt32LittleEndian(input[8..]);
        switch (code)
        {
            case HvCallCode.HVCALL_SET_PARTITION_PROPERTY:
                var wanted = BinaryPrimitives.ReadUInt64LittleEndian(input[16..]);
                return partition!.Set(property, Changed(effect, wanted), EmulatedHypervisor.AssignableSynthetic);
            case HvCallCode.HVCALL_GET_PARTITION_PROPERTY or HvCallCode.HVCALL_GET_PARTITION_PROPERTY_EX
                when needsActive && partition is { IsInitialized: false }:
                return HypervisorStatus.InvalidPartitionState;
            case HvCallCode.HVCALL_GET_PARTITION_PROPERTY:
                var (status, value) = partition?.Get(property) ?? hypervisor.GetHost(property);
                BinaryPrimitives.WriteUInt64LittleEndian(output, status == HypervisorStatus.Success ? Changed(effect, value) : 0);
                return status;
            case HvCallCode.HVCALL_GET_PARTITION_PROPERTY_EX:
                return GetExtended(property, output, effect);
            default:
                return UnknownCode;
        }
    }

    private static HypervisorStatus GetExtended(uint property, Span<byte> output, FaultEffect? effect)
    {
        if (EmulatedHypervisor.GetExtended(property) is not { } banks)
        {
            return HypervisorStatus.UnknownProperty;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(output, (ushort)banks.Length);
        for (var bank = 0; bank < banks.Length; bank++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output[(8 + (8 * bank))..], Changed(effect, banks[bank]));
        }

        return HypervisorStatus.Success;
    }

    private static DeviceOperation OperationOf(ushort code, bool isDevice) => code switch
    {
        HvCallCode.HVCALL_SET_PARTITION_PROPERTY => DeviceOperation.Set,
        HvCallCode.HVCALL_GET_PARTITION_PROPERTY_EX => isDevice ? DeviceOperation.HostGetEx : DeviceOperation.GetEx,
        _ => isDevice ? DeviceOperation.HostGet : DeviceOperation.Get,
    };

    private static ulong Changed(FaultEffect? effect, ulong value) => effect switch
    {
        FaultEffect.Answer answer => answer.Value,
        FaultEffect.Turn turn => value ^ turn.Bits,
        _ => value,
    };

    private static int Length(FaultEffect? effect, int length) =>
        effect is FaultEffect.Shorten shorten ? Math.Min(shorten.Bytes, length) : length;
}
