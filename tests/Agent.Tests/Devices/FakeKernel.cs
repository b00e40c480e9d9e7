using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Devices;

/// <summary>The calls of one kernel generation on a simulated hypervisor. Those that it does not know answer ENOTTY.</summary>
internal sealed class FakeKernel(Func<SimulatedFaults?, SimulatedMshvDevice> hypervisor) : IHostCalls
{
    private readonly List<SimulatedMshvDevice> hypervisors = [];

    /// <summary>Linux 6.19.</summary>
    public bool AnswersOnDevice { get; init; }

    /// <summary>Microsoft's, before its device answered hypercalls.</summary>
    public bool AnswersHostProperty { get; init; }

    /// <summary>Whether CREATE knows feature banks.</summary>
    public bool KnowsBanks { get; init; }

    /// <summary>What a v1 partition may have; null for everything.</summary>
    public FeatureSet? V1Allowed { get; init; }

    public bool ReadsNeedInitialize { get; init; }

    /// <summary>Fails a call by its kernel's name; null lets it pass.</summary>
    public Func<string, HvPartitionPropertyCode, MshvException?> Fault { get; set; } = (_, _) => null;

    public IReadOnlyList<ulong> Banks { get; init; } = [0xF0, 0xF1];

    public List<string> Calls { get; } = [];

    public int LivePartitions => hypervisors.Sum(device => device.LivePartitions);

    public ulong GetDeviceProperty(HvPartitionPropertyCode code)
    {
        Call("ROOT_HVCALL", AnswersOnDevice, code);
        return code == HvPartitionPropertyCode.SyntheticProcFeatures ? 0 : hypervisor(null).ReadHostProperty(code);
    }

    public IReadOnlyList<ulong> GetDevicePropertyEx(HvPartitionPropertyCode code)
    {
        Call("ROOT_HVCALL EX", AnswersOnDevice, code);
        return Banks;
    }

    public ulong GetHostPartitionProperty(HvPartitionPropertyCode code)
    {
        Call("MSHV_GET_HOST_PARTITION_PROPERTY", AnswersHostProperty, code);
        try
        {
            return hypervisor(null).ReadHostProperty(code);
        }
        catch (MshvException)
        {
            // This ioctl hands no status back.
            throw new MshvException("MSHV_GET_HOST_PARTITION_PROPERTY", Errno.EIO);
        }
    }

    public IMshvPartition CreateV1Partition()
    {
        Call("CREATE v1", known: true, default);
        return Create(
            new SimulatedFaults(set => V1Allowed is { } allowed ? set.Intersect(allowed) : set, ReadsNeedInitialize),
            new byte[16]);
    }

    public IMshvPartition CreateOpenV2Partition()
    {
        Call("CREATE v2", known: true, default);
        if (!KnowsBanks)
        {
            throw new MshvException("MSHV_CREATE_PARTITION", Errno.EINVAL);
        }

        var architecture = hypervisor(null).Architecture;
        var nothing = new DisableMask(architecture, [.. new ulong[architecture.BankCount]]);
        return Create(new SimulatedFaults(set => set, ReadsNeedInitialize), CreatePartitionV2.Encode(nothing, default, isolation: 0));
    }

    private IMshvPartition Create(SimulatedFaults faults, byte[] argument)
    {
        var device = hypervisor(faults);
        hypervisors.Add(device);
        return device.CreatePartition(argument);
    }

    private void Call(string name, bool known, HvPartitionPropertyCode code)
    {
        Calls.Add(name);
        if (!known)
        {
            throw new MshvException(name, Errno.ENOTTY);
        }

        if (Fault(name, code) is { } fault)
        {
            throw fault;
        }
    }
}
