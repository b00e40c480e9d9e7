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
    /// Reads the words that the hypervisor has; the others are zero in the set and listed. A word is unreported only if the
    /// hypervisor has no such property, or denies it. Any other failure is thrown, because a word that is zero by accident would
    /// lower the baseline of a whole pool.
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
    /// Reads the scalar properties; null where not reported, which includes a width, a size or a frequency of zero.
    /// Zero save-state components is a value: that of a processor, or a partition, without xsave.
    /// </summary>
    public static CompatibilityProperties ReadScalars(Func<HvPartitionPropertyCode, ulong> read) => new(
        Narrow(TryReadScalar(HvPartitionPropertyCode.PhysicalAddressWidth, read)),
        Narrow(Narrow(TryReadScalar(HvPartitionPropertyCode.ProcessorClFlushSize, read)) * 8UL),
        TryReadScalar(HvPartitionPropertyCode.XsaveStates, read),
        Narrow(TryReadScalar(HvPartitionPropertyCode.MaxXsaveDataSize, read)),
        NotZero(TryReadScalar(HvPartitionPropertyCode.ProcessorClockFrequency, read)));

    /// <summary>The processor's vendor by the hypervisor's code.</summary>
    /// <exception cref="MshvException">It cannot be read.</exception>
    /// <exception cref="AgentException">The code is not known.</exception>
    public static string ReadVendor(Architecture architecture, Func<HvPartitionPropertyCode, ulong> read)
    {
        var code = read(HvPartitionPropertyCode.ProcessorVendor);
        return Vendors.TryFromCode(code, architecture, out var vendor)
            ? vendor.Name
            : throw new AgentException($"unknown vendor code 0x{code:x} of the hypervisor; known: {Vendors.List(architecture)}");
    }

    /// <summary>A property; null where the hypervisor has none, or denies it. Any other failure is thrown.</summary>
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
    /// The same for scalars, where an ioctl that returns no status is judged by its errno: Microsoft's kernel does not distinguish
    /// "unknown property" from other refusals. Never used for feature words.
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
