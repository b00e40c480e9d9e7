using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>A partition to be created: the ioctl's argument, and what must be read back.</summary>
/// <param name="CreatePartitionV2">The ioctl's argument, passed as it is.</param>
/// <param name="Wanted">The words that the partition must show.</param>
internal sealed record PartitionSpec(ReadOnlyMemory<byte> CreatePartitionV2, FeatureSet Wanted)
{
    /// <summary>Set between creation and initialization, in this order; each must be read back as it was set.</summary>
    public ImmutableArray<EarlyProperty> EarlyProperties { get; init; } = [];

    /// <summary>
    /// Whether the partition must not be initialized, because its VMM has early properties of its own to set. Otherwise it is
    /// initialized where the kernel lets it be read only then.
    /// </summary>
    public bool Uninitialized { get; init; }

    /// <summary>From creation arguments.</summary>
    public static PartitionSpec For(CreationArguments arguments, bool uninitialized = false) =>
        new(arguments.ToBytes(), arguments.Features)
        {
            EarlyProperties = arguments.EarlyProperties,
            Uninitialized = uninitialized,
        };

    /// <summary>Every fault that it has on any kernel, found without the device.</summary>
    public ImmutableArray<string> Validate() =>
    [
        .. Core.Partitions.CreatePartitionV2
            .Validate(CreatePartitionV2.Span, Catalogue.For(Wanted.Architecture), KernelRules.Strictest)
            .Select(fault => fault.ToString()),
        .. EarlyPropertyKind.Validate(EarlyProperties, Wanted.Architecture),
    ];
}
