using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Devices;

/// <summary>
/// Finds the way by which this kernel lets the host be read: the device itself (Linux 6.19), the property ioctl of Microsoft's
/// own kernel, or a throw-away partition. A kernel that does not know a way says ENOTTY; anything else is an answer. The method is
/// found once and kept: a kernel does not change while it runs.
/// </summary>
/// <param name="calls">The kernel.</param>
/// <param name="architecture">Whose words it has.</param>
/// <param name="readProcessor">What this machine's processor announces; null where it cannot be asked.</param>
internal sealed class HostPropertySource(IHostCalls calls, Architecture architecture, Func<FeatureSet?> readProcessor)
{
    private const HvPartitionPropertyCode First = HvPartitionPropertyCode.ProcessorVendor;
    private ProbeMethod? found;

    /// <summary>Starts a reading.</summary>
    /// <exception cref="MshvException">The kernel or the hypervisor refused; nothing stays open.</exception>
    public IHostProperties Open()
    {
        found ??= Find();
        return found.Source switch
        {
            ProbeSource.Device => Reading(found, calls.GetDeviceProperty, FirstDeviceBank),
            ProbeSource.HostPartitionProperty => Reading(found, calls.GetHostPartitionProperty, NoBank),
            ProbeSource.V2Partition => OfPartition(found, calls.CreateOpenV2Partition()),
            _ => OfPartition(found, calls.CreateV1Partition()),
        };
    }

    private static ulong? NoBank(HvPartitionPropertyCode code) => null;

    private HostProperties OfPartition(ProbeMethod method, IMshvPartition partition) =>
        Reading(method, code => ReadActive(partition, code), NoBank, partition);

    private HostProperties Reading(
        ProbeMethod method,
        Func<HvPartitionPropertyCode, ulong> read,
        Func<HvPartitionPropertyCode, ulong?> readBank0,
        IDisposable? opened = null) =>
        new(method, () => HypervisorProperties.ReadVendor(architecture, read), read, readBank0, opened);

    /// <summary>An old document says that properties are those of an active partition: then, and only then, it is made one.</summary>
    private static ulong ReadActive(IMshvPartition partition, HvPartitionPropertyCode code)
    {
        // A partition's own default is not what the root partition has.
        if (code == HvPartitionPropertyCode.SyntheticProcFeatures)
        {
            throw new MshvException(nameof(MshvIoctl.MSHV_ROOT_HVCALL), Errno.EIO, HypervisorStatus.UnknownProperty);
        }

        try
        {
            return partition.ReadProperty(code);
        }
        catch (MshvException exception) when (exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            partition.Initialize();
            return partition.ReadProperty(code);
        }
    }

    /// <summary>
    /// Null also where the kernel does not pass the hypercall on (EINVAL of its own), or the hypervisor does not know it: both
    /// are older than the properties that it reads.
    /// </summary>
    private ulong? FirstDeviceBank(HvPartitionPropertyCode code)
    {
        try
        {
            return calls.GetDevicePropertyEx(code) is [var bank, ..] ? bank : null;
        }
        catch (MshvException exception) when (
            exception.Status == HypervisorStatus.InvalidHypercallCode
            || (exception.Status is null && exception.Errno == Errno.EINVAL))
        {
            return null;
        }
    }

    private ProbeMethod Find()
    {
        if (Knows(() => calls.GetDeviceProperty(First)))
        {
            return new ProbeMethod(ProbeSource.Device, "MSHV_ROOT_HVCALL on the device answers");
        }

        const string NoDevice = "MSHV_ROOT_HVCALL on the device: ENOTTY";
        if (Knows(() => calls.GetHostPartitionProperty(First)))
        {
            return new ProbeMethod(ProbeSource.HostPartitionProperty, $"{NoDevice}; MSHV_GET_HOST_PARTITION_PROPERTY answers");
        }

        return FindPartition($"{NoDevice}; MSHV_GET_HOST_PARTITION_PROPERTY: ENOTTY");
    }

    /// <summary>
    /// A mainline kernel that cannot be asked (6.15 to 6.18) does not know feature banks either, and its v1 partition has all
    /// that the host offers. One that takes banks is Microsoft's: its v1 partition has a fixed list, its v2 partition everything.
    /// </summary>
    private ProbeMethod FindPartition(string before)
    {
        var (v1, _) = ReadWords(calls.CreateV1Partition);
        if (TryReadV2() is { } v2)
        {
            var lacked = FeatureDifference.Describe([.. v2.Except(v1).Bits()], [], Catalogue.For(architecture));
            return new ProbeMethod(
                ProbeSource.V2Partition,
                $"{before}; a v2 partition that disables nothing answers, so this is Microsoft's own kernel, "
                    + "whose v1 partitions have only its allow-list: "
                    + (lacked.Length == 0 ? "here nothing is missing from it" : $"here {lacked}"));
        }

        var detail = $"{before}; a v2 partition: EINVAL; a v1 partition answers";
        return V1AllowList.Explain(v1, readProcessor()) is { } why
            ? new ProbeMethod(ProbeSource.V1Partition, $"{detail}; {why}", why)
            : new ProbeMethod(ProbeSource.V1Partition, $"{detail} with all that the host offers, as on Linux 6.15 to 6.18");
    }

    private FeatureSet? TryReadV2()
    {
        try
        {
            return ReadWords(calls.CreateOpenV2Partition).Words;
        }
        catch (MshvException exception) when (
            exception.Errno == Errno.EINVAL && exception.Call == nameof(MshvIoctl.MSHV_CREATE_PARTITION))
        {
            return null;
        }
    }

    private (FeatureSet Words, IReadOnlyList<FeatureWord> Unreported) ReadWords(Func<IMshvPartition> create)
    {
        using var partition = create();
        return HypervisorProperties.ReadWords(architecture, code => ReadActive(partition, code));
    }

    /// <summary>Whether the kernel knows a call. What the hypervisor says to it is for the reading to judge.</summary>
    private static bool Knows(Func<ulong> call)
    {
        try
        {
            call();
            return true;
        }
        catch (MshvException exception) when (exception.Errno == Errno.ENOTTY)
        {
            return false;
        }
        catch (MshvException exception) when (exception.Status is not null)
        {
            return true;
        }
    }
}
