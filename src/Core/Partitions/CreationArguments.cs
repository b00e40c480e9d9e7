using System.Collections.Immutable;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>Everything that a partition is created with on one host.</summary>
/// <param name="Features">The effective set that the partition must show when it is read back.</param>
/// <param name="DisableMask">What makes this host give exactly that set.</param>
/// <param name="Flags">pt_flags.</param>
/// <param name="Isolation">pt_isolation: 0, the only value that mainline accepts.</param>
public sealed record CreationArguments(FeatureSet Features, DisableMask DisableMask, PartitionFlags Flags, ulong Isolation)
{
    /// <summary>What is set after creation and before initialization, in this order.</summary>
    public ImmutableArray<EarlyProperty> EarlyProperties { get; init; } = [];

    /// <summary>struct mshv_create_partition_v2, ready for the ioctl.</summary>
    public byte[] ToBytes() => CreatePartitionV2.Encode(DisableMask, Flags, Isolation);

    /// <summary>
    /// The set that a partition gets from a baseline: without nested_virt and what requires it unless nested virtualization is
    /// asked for, and without what the request excludes.
    /// </summary>
    public static Closure FeaturesFor(FeatureSet baseline, PartitionRequest request, Catalogue catalogue)
    {
        var set = baseline.Except(request.Excluded);
        if (!request.Nested && catalogue.NestedVirtualization is { } nested)
        {
            set = set.Except(FeatureSet.Of(set.Architecture, [nested]));
        }

        return Closure.Of(set, catalogue);
    }

    /// <summary>The arguments that make <paramref name="host"/> give exactly <paramref name="wanted"/>.</summary>
    public static CreationArguments For(FeatureSet wanted, FeatureSet host, Catalogue catalogue, ReservedBits reservedBits) =>
        With(wanted, DisableMask.For(wanted, host, catalogue, reservedBits), catalogue);

    /// <summary>The arguments of a set and a mask that was computed for it before.</summary>
    /// <remarks>pt_flags follow the set: the nested flag is set exactly when the nested_virt feature is.</remarks>
    public static CreationArguments With(FeatureSet wanted, DisableMask mask, Catalogue catalogue)
    {
        var flags = PartitionFlags.GpaSuperPages | PartitionFlags.CpuAndXsaveFeatures;
        if (wanted.Architecture == Architecture.X86_64)
        {
            flags |= PartitionFlags.Lapic | PartitionFlags.X2Apic;
        }

        if (catalogue.NestedVirtualization is { } nested && wanted.Contains(nested))
        {
            flags |= PartitionFlags.NestedVirtualization;
        }

        return new CreationArguments(wanted, mask, flags, Isolation: 0);
    }

    /// <summary>
    /// The same with what makes a partition's properties those that are wanted, where they would be the host's own otherwise. A
    /// property that is not reported is left to the hypervisor.
    /// </summary>
    /// <param name="wanted">The baseline's, or the partition's before a move.</param>
    /// <param name="host">The host's.</param>
    public CreationArguments WithProperties(CompatibilityProperties wanted, CompatibilityProperties host)
    {
        var early = ImmutableArray.CreateBuilder<EarlyProperty>();
        if (wanted.SyntheticFeatures is { } synthetic)
        {
            early.Add(new EarlyProperty(EarlyPropertyKind.SyntheticProcFeatures, synthetic));
        }

        if (wanted.PhysicalAddressWidth is { } width && host.PhysicalAddressWidth > width)
        {
            early.Add(new EarlyProperty(EarlyPropertyKind.PhysicalAddressWidth, width));
        }

        return this with { EarlyProperties = early.ToImmutable() };
    }

    /// <summary>The same features with the flags and the isolation that a request asks for.</summary>
    public CreationArguments WithOptions(PartitionRequest request)
    {
        var flags = request.GpaSuperPages ? Flags | PartitionFlags.GpaSuperPages : Flags & ~PartitionFlags.GpaSuperPages;
        return this with
        {
            Flags = request.Smt ? flags | PartitionFlags.SmtEnabledGuest : flags & ~PartitionFlags.SmtEnabledGuest,
            Isolation = request.Isolation,
        };
    }

    /// <summary>What <paramref name="host"/> lacks of <paramref name="wanted"/>; no mask can add it.</summary>
    public static ImmutableArray<FeatureBit> Missing(FeatureSet wanted, FeatureSet host) => [.. wanted.Except(host).Bits()];
}
