using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>Reads feature words and scalar properties, of a host and of a partition alike.</summary>
internal static class HypervisorProperties
{
    /// <summary>The property that holds a feature word.</summary>
    public static HvPartitionPropertyCode CodeOf(FeatureWord word) =>
        word.IsXsave ? HvPartitionPropertyCode.ProcessorXsaveFeatures
        : word == FeatureWord.Bank(0) ? HvPartitionPropertyCode.ProcessorFeatures0
        : word == FeatureWord.Bank(1) ? HvPartitionPropertyCode.ProcessorFeatures1
        : throw new ArgumentOutOfRangeException(nameof(word), word, "no property holds this word");

    /// <summary>
    /// Reads the words that the hypervisor has; the others are zero in the set and listed. Only a hypervisor that does not know
    /// the property, or denies it, makes a word unreported: any other failure is one, because a word that is zero by accident
    /// would lower a whole pool.
    /// </summary>
    public static (FeatureSet Words, IReadOnlyList<FeatureWord> Unreported) ReadWords(
        Architecture architecture,
        Func<HvPartitionPropertyCode, ulong> read)
    {
        var values = architecture.Words.ToDictionary(word => word, word => TryRead(CodeOf(word), code => read(code)));
        var set = new FeatureSet(
            architecture,
            [.. architecture.Words.Where(word => !word.IsXsave).Select(word => values[word] ?? 0)],
            architecture.HasXsave ? values[FeatureWord.Xsave] ?? 0 : 0);
        return (set, [.. architecture.Words.Where(word => values[word] is null)]);
    }

    /// <summary>
    /// Reads the scalar properties; null where the hypervisor has none. A width, a size or a frequency of zero is none either.
    /// Zero save-state components is a value: that of a processor, or a partition, without xsave.
    /// </summary>
    public static CompatibilityProperties ReadScalars(Func<HvPartitionPropertyCode, ulong> read) => new(
        Narrow(TryReadScalar(HvPartitionPropertyCode.PhysicalAddressWidth, read)),
        Narrow(Narrow(TryReadScalar(HvPartitionPropertyCode.ProcessorClFlushSize, read)) * 8UL),
        TryReadScalar(HvPartitionPropertyCode.XsaveStates, read),
        Narrow(TryReadScalar(HvPartitionPropertyCode.MaxXsaveDataSize, read)),
        NotZero(TryReadScalar(HvPartitionPropertyCode.ProcessorClockFrequency, read)));

    /// <summary>The processor's maker by the hypervisor's code.</summary>
    /// <exception cref="MshvException">It cannot be read.</exception>
    /// <exception cref="AgentException">The code is not known.</exception>
    public static string ReadVendor(Architecture architecture, Func<HvPartitionPropertyCode, ulong> read)
    {
        var code = read(HvPartitionPropertyCode.ProcessorVendor);
        return Vendors.TryFromCode(code, architecture, out var vendor)
            ? vendor.Name
            : throw new AgentException($"vendor code 0x{code:x} of the hypervisor is none of {Vendors.List(architecture)}");
    }

    /// <summary>A property, or null where the hypervisor does not know it or denies it. Any other failure is one.</summary>
    public static ulong? TryRead(HvPartitionPropertyCode code, Func<HvPartitionPropertyCode, ulong?> read)
    {
        try
        {
            return read(code);
        }
        catch (MshvException exception) when (exception.Status is { } status
            && (status == HypervisorStatus.UnknownProperty || status == HypervisorStatus.AccessDenied))
        {
            return null;
        }
    }

    /// <summary>
    /// Beside the words, an ioctl that hands back no status is taken at its errno: Microsoft's kernel cannot say which of its
    /// refusals "unknown property" is. A word is never given up so lightly.
    /// </summary>
    public static ulong? TryReadScalar(HvPartitionPropertyCode code, Func<HvPartitionPropertyCode, ulong> read)
    {
        try
        {
            return TryRead(code, property => read(property));
        }
        catch (MshvException exception) when (
            exception.Call == nameof(MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY)
            && (exception.Errno == Errno.EIO || exception.Errno == Errno.EINVAL || exception.Errno == Errno.EACCES))
        {
            return null;
        }
    }

    private static ulong? NotZero(ulong? value) => value == 0 ? null : value;

    private static uint? Narrow(ulong? value) => value is > 0 and <= uint.MaxValue ? (uint?)value : null;
}
