using Levelset.Agent.Interop;
using Levelset.Core.Features;

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
        var values = architecture.Words.ToDictionary(word => word, word => TryRead(CodeOf(word), read));
        var set = new FeatureSet(
            architecture,
            [.. architecture.Words.Where(word => !word.IsXsave).Select(word => values[word] ?? 0)],
            architecture.HasXsave ? values[FeatureWord.Xsave] ?? 0 : 0);
        return (set, [.. architecture.Words.Where(word => values[word] is null)]);
    }

    /// <summary>Reads the scalar properties; null where the hypervisor has none.</summary>
    public static CompatibilityProperties ReadScalars(Func<HvPartitionPropertyCode, ulong> read) => new(
        Narrow(TryRead(HvPartitionPropertyCode.PhysicalAddressWidth, read)),
        Narrow(TryRead(HvPartitionPropertyCode.ProcessorClFlushSize, read) * 8),
        TryRead(HvPartitionPropertyCode.XsaveStates, read),
        Narrow(TryRead(HvPartitionPropertyCode.MaxXsaveDataSize, read)),
        TryRead(HvPartitionPropertyCode.ProcessorClockFrequency, read));

    /// <summary>One property; null where the hypervisor does not know it, or denies it.</summary>
    public static ulong? TryRead(HvPartitionPropertyCode code, Func<HvPartitionPropertyCode, ulong> read)
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

    private static uint? Narrow(ulong? value) => value <= uint.MaxValue ? (uint?)value : null;
}
