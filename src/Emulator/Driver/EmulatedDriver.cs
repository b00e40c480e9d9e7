using System.Buffers.Binary;
using System.Collections.Concurrent;
using Levelset.Core.Features;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Hypervisor;
using Levelset.Interception;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>
/// The mshv_root driver: the result of each ioctl on each kind of descriptor. Not thread-safe, except <see cref="Release"/> and
/// <see cref="Live"/>.
/// </summary>
/// <param name="kernel">Its generation.</param>
/// <param name="hypervisor">The hypervisor that it calls.</param>
/// <param name="faults">The injected fault of a call; null for none.</param>
/// <param name="needsActive">Whether the hypervisor returns the properties of initialized partitions only.</param>
internal sealed class EmulatedDriver(
    KernelGeneration kernel,
    EmulatedHypervisor hypervisor,
    Func<DeviceOperation, uint, FaultEffect?> faults,
    bool needsActive = false)
{
    private readonly ConcurrentDictionary<int, EmulatedPartition> live = new();
    private readonly RootHypercalls hypercalls = new(kernel, hypervisor, faults, needsActive);
    private volatile bool vanished;

    /// <summary>Whether /dev/mshv is there.</summary>
    public bool IsPresent => !vanished;

    /// <summary>The partitions with an open descriptor.</summary>
    public IReadOnlyCollection<EmulatedPartition> Live => [.. live.Values.OrderBy(partition => partition.Id)];

    /// <summary>open of /dev/mshv.</summary>
    public SystemCallAnswer Open(bool closeOnExec)
    {
        var effect = vanished ? new FaultEffect.Vanish() : faults(DeviceOperation.Open, 0);
        vanished |= effect is FaultEffect.Vanish;
        return effect switch
        {
            FaultEffect.Vanish => new SystemCallAnswer.Failure(Errno.ENOENT),
            FaultEffect.Fail fail => new SystemCallAnswer.Failure(fail.Errno),
            _ => new SystemCallAnswer.NewDescriptor(new EmulatedFile.Device(), closeOnExec),
        };
    }

    /// <summary>An ioctl on one of the emulated descriptors.</summary>
    public SystemCallAnswer Ioctl(EmulatedFile file, uint request, ulong argument, ITargetMemory memory)
    {
        if (vanished)
        {
            return new SystemCallAnswer.Failure(Errno.ENODEV);
        }

        var answer = (file, request) switch
        {
            (EmulatedFile.Device, MshvIoctl.MSHV_CREATE_PARTITION) => Create(argument, memory),
            (EmulatedFile.Device, MshvIoctl.MSHV_ROOT_HVCALL) when kernel.DeviceHypercalls.Count > 0 =>
                SystemCallAnswer.Of(hypercalls.OnDevice(argument, memory)),
            (EmulatedFile.Device, MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY) when kernel.HasPropertyIoctls =>
                SystemCallAnswer.Of(hypercalls.HostProperty(argument, memory)),
            (EmulatedFile.Partition at, MshvIoctl.MSHV_INITIALIZE_PARTITION) => SystemCallAnswer.Of(Initialize(at.Target)),
            (EmulatedFile.Partition at, MshvIoctl.MSHV_CREATE_VP) => CreateVp(at.Target, argument, memory),
            (EmulatedFile.Partition at, MshvIoctl.MSHV_GET_PARTITION_PROPERTY) when kernel.HasPropertyIoctls =>
                SystemCallAnswer.Of(hypercalls.GetProperty(at.Target, argument, memory)),
            (EmulatedFile.Partition at, MshvIoctl.MSHV_SET_PARTITION_PROPERTY) when kernel.HasPropertyIoctls =>
                SystemCallAnswer.Of(hypercalls.SetProperty(at.Target, argument, memory)),
            (EmulatedFile.Partition at, MshvIoctl.MSHV_ROOT_HVCALL) =>
                SystemCallAnswer.Of(hypercalls.OnPartition(at.Target, isProcessor: false, argument, memory)),
            (EmulatedFile.Processor at, MshvIoctl.MSHV_ROOT_HVCALL) =>
                SystemCallAnswer.Of(hypercalls.OnPartition(at.Target, isProcessor: true, argument, memory)),
            _ => new SystemCallAnswer.Failure(Errno.ENOTTY),
        };
        if (!hypercalls.Vanished)
        {
            return answer;
        }

        vanished = true;
        if (answer is SystemCallAnswer.NewDescriptor made)
        {
            // It vanished with the call that would have returned it.
            Release(made.File);
        }

        return new SystemCallAnswer.Failure(Errno.ENODEV);
    }

    /// <summary>The last copy of a descriptor is closed.</summary>
    public void Release(EmulatedFile file)
    {
        var partition = file switch
        {
            EmulatedFile.Partition at => at.Target,
            EmulatedFile.Processor at => at.Target,
            _ => null,
        };
        if (partition is null)
        {
            return;
        }

        lock (partition)
        {
            partition.References--;
            if (partition.References == 0)
            {
                live.TryRemove(partition.Id, out _);
            }
        }
    }

    private SystemCallAnswer Create(ulong argument, ITargetMemory memory)
    {
        var effect = hypercalls.Fault(DeviceOperation.Create, 0);
        if (effect is FaultEffect.Fail fail)
        {
            return new SystemCallAnswer.Failure(fail.Errno);
        }

        var (arguments, errno) = CreateArguments.Read(kernel, hypervisor.Architecture.HasXsave, memory, argument);
        if (arguments is null)
        {
            return new SystemCallAnswer.Failure(errno);
        }

        var distort = effect as FaultEffect.Distort;
        var (status, partition) = effect is FaultEffect.Refuse refuse
            ? (refuse.Status, null)
            : hypervisor.Create(Wanted(arguments), set => distort is null ? set : set.Except(distort.Dropped).Union(distort.Added));
        if (partition is null)
        {
            return new SystemCallAnswer.Failure(StatusTranslation.ToErrno(status));
        }

        live[partition.Id] = partition;
        return new SystemCallAnswer.NewDescriptor(new EmulatedFile.Partition(partition), CloseOnExec: true);
    }

    /// <summary>The host's features without those that the masks disable.</summary>
    private FeatureSet Wanted(CreateArguments arguments)
    {
        var architecture = hypervisor.Architecture;
        var all = hypervisor.Supported;
        var v1 = kernel.AllowsOnlyList ? all.Intersect(AllowList.For(architecture)) : all;
        var banks = arguments.Banks.Select((mask, bank) =>
            mask is { } disabled ? all.ProcessorBanks[bank] & ~disabled : v1.ProcessorBanks[bank]);
        var xsave = arguments.Xsave is { } off ? all.Xsave & ~off : v1.Xsave;
        return new FeatureSet(architecture, [.. banks], architecture.HasXsave ? xsave : 0);
    }

    private Errno Initialize(EmulatedPartition partition)
    {
        switch (hypercalls.Fault(DeviceOperation.Initialize, 0))
        {
            case FaultEffect.Fail fail:
                return fail.Errno;
            case FaultEffect.Refuse refuse:
                return StatusTranslation.ToErrno(refuse.Status);
            default:
                partition.Initialize();
                return default;
        }
    }

    private SystemCallAnswer CreateVp(EmulatedPartition partition, ulong argument, ITargetMemory memory)
    {
        var effect = hypercalls.Fault(DeviceOperation.CreateVp, 0);
        Span<byte> bytes = stackalloc byte[4];
        var errno = effect switch
        {
            FaultEffect.Fail fail => fail.Errno,
            _ when !memory.TryRead(argument, bytes) => Errno.EFAULT,
            FaultEffect.Refuse refuse => StatusTranslation.ToErrno(refuse.Status),
            _ => default,
        };
        var index = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (errno == default)
        {
            lock (partition)
            {
                errno = partition.AddProcessor(index);
            }
        }

        return errno == default
            ? new SystemCallAnswer.NewDescriptor(new EmulatedFile.Processor(partition, index), CloseOnExec: true)
            : new SystemCallAnswer.Failure(errno);
    }
}
