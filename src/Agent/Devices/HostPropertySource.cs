using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Devices;

/// <summary>
/// Reads the host's properties by the method that this kernel supports: the device itself (Linux 6.19), the property ioctl of
/// Microsoft's own kernel, or a temporary partition. ENOTTY means that a method is unsupported; any other failure is one. The
/// method is found once, because a kernel does not change while it runs.
/// </summary>
/// <param name="calls">The kernel.</param>
/// <param name="architecture">Of the host.</param>
/// <param name="readProcessor">Reads the features that this machine's processor announces; null where it cannot be read.</param>
internal sealed class HostPropertySource(IHostCalls calls, Architecture architecture, Func<FeatureSet?> readProcessor)
{
    private const HvPartitionPropertyCode First = HvPartitionPropertyCode.ProcessorVendor;
    private ProbeMethod? found;

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

    /// <summary>Initializes the partition only where the hypervisor returns the properties of active partitions only, as an old document says.</summary>
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
    /// Also null where the kernel does not pass the hypercall on (EINVAL without a status), or the hypervisor does not support it:
    /// both are older than the properties that it reads.
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
            return new ProbeMethod(ProbeSource.Device, "MSHV_ROOT_HVCALL on the device: supported");
        }

        const string NoDevice = "MSHV_ROOT_HVCALL on the device: ENOTTY";
        if (Knows(() => calls.GetHostPartitionProperty(First)))
        {
            return new ProbeMethod(ProbeSource.HostPartitionProperty, $"{NoDevice}; MSHV_GET_HOST_PARTITION_PROPERTY: supported");
        }

        return FindPartition($"{NoDevice}; MSHV_GET_HOST_PARTITION_PROPERTY: ENOTTY");
    }

    /// <summary>
    /// A mainline kernel without the calls (6.15 to 6.18) has no feature banks either, and its v1 partition has everything that
    /// the host offers. One that takes banks is Microsoft's: its v1 partition has a fixed list, its v2 partition everything.
    /// </summary>
    private ProbeMethod FindPartition(string before)
    {
        var (v1, _) = ReadWords(calls.CreateV1Partition);
        if (TryReadV2() is { } v2)
        {
            var lacked = FeatureDifference.Describe([.. v2.Except(v1).Bits()], [], Catalogue.For(architecture));
            return new ProbeMethod(
                ProbeSource.V2Partition,
                $"{before}; a v2 partition that disables nothing: supported, so this is Microsoft's own kernel, "
                    + "whose v1 partitions are limited to its allow-list: "
                    + (lacked.Length == 0 ? "on this host nothing is missing from it" : $"on this host {lacked}"));
        }

        var detail = $"{before}; a v2 partition: EINVAL; a v1 partition: supported";
        return V1AllowList.Explain(v1, readProcessor()) is { } why
            ? new ProbeMethod(ProbeSource.V1Partition, $"{detail}; {why}", why)
            : new ProbeMethod(ProbeSource.V1Partition, $"{detail} with everything that the host offers, as on Linux 6.15 to 6.18");
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

    /// <summary>Whether the kernel supports a call. A refusal of the hypervisor counts as support; the reading deals with it.</summary>
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
