using Levelset.Agent.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>
/// Checks the arguments of a command against this host before they reach the device. They are passed on unchanged, or refused.
/// </summary>
/// <param name="own">S(h): what this host offers.</param>
/// <param name="assignableSynthetic">The synthetic features that a partition may have; null where not reported.</param>
internal sealed class ArgumentsCheck(FeatureSet own, ulong? assignableSynthetic = null)
{
    private readonly Catalogue catalogue = Catalogue.For(own.Architecture);

    /// <summary>The first fault of the arguments; null when they result in exactly their features on this host.</summary>
    public CreationFailure? Check(V1.CreationArguments? arguments)
    {
        if (arguments?.Features.ToSet(own.Architecture) is not { } wanted
            || arguments.DisableMask.ToMask(own.Architecture) is not { } mask)
        {
            // More banks than the create ioctl takes need another call, which this agent does not support.
            return Unsupported($"features and disable mask must have the words of {own.Architecture.Label}");
        }

        return CheckFlags(arguments, wanted)
            ?? CheckBytes(arguments, mask)
            ?? CheckEarly(arguments)
            ?? CheckFeatures(wanted, mask);
    }

    private CreationFailure? CheckFlags(V1.CreationArguments arguments, FeatureSet wanted)
    {
        var flags = (PartitionFlags)arguments.PtFlags;
        if (!flags.HasFlag(PartitionFlags.CpuAndXsaveFeatures))
        {
            return Unsupported("pt_flags bit 3 is not set: the kernel would ignore the disable mask");
        }

        var nested = catalogue.NestedVirtualization is { } bit && wanted.Contains(bit);
        if (flags.HasFlag(PartitionFlags.NestedVirtualization) != nested)
        {
            return Unsupported("pt_flags bit 4 and the feature nested_virt do not agree");
        }

        return null;
    }

    private CreationFailure? CheckBytes(V1.CreationArguments arguments, DisableMask mask)
    {
        var expected = CreatePartitionV2.Encode(mask, (PartitionFlags)arguments.PtFlags, arguments.PtIsolation);
        if (!arguments.CreatePartitionV2.Span.SequenceEqual(expected))
        {
            return Unsupported("create_partition_v2 is not the struct of disable_mask, pt_flags and pt_isolation");
        }

        var faults = CreatePartitionV2.Validate(expected, catalogue, KernelRules.Strictest);
        return faults.IsEmpty ? null : Unsupported(string.Join("; ", faults));
    }

    private CreationFailure? CheckEarly(V1.CreationArguments arguments)
    {
        var faults = new EarlyPropertyRules(own.Architecture, assignableSynthetic).Validate(arguments.EarlyProperties.ToEarly());
        return faults.IsEmpty ? null : Unsupported(string.Join("; ", faults));
    }

    private CreationFailure? CheckFeatures(FeatureSet wanted, DisableMask mask)
    {
        var given = mask.Apply(own);
        if (given.Equals(wanted))
        {
            return null;
        }

        var missing = CreationArguments.Missing(wanted, own);
        var unexpected = CreationArguments.Missing(given, wanted);
        return missing.IsEmpty && unexpected.IsEmpty
            ? Unsupported("disable_mask disables features that are requested")
            : new CreationFailure(
                CreationFailureReason.FeaturesMissing,
                "this host no longer offers what is requested: " + FeatureDifference.Describe(missing, unexpected, catalogue),
                missing,
                unexpected);
    }

    private static CreationFailure Unsupported(string message) => new(CreationFailureReason.Unsupported, message);
}
