using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>
/// All feature words of one architecture in <em>disable</em> polarity: bit 1 = switched off. What the create ioctl takes.
/// </summary>
public sealed class DisableMask : IEquatable<DisableMask>
{
    private readonly FeatureSet words;

    /// <summary>A mask from words that are already in disable polarity.</summary>
    /// <exception cref="ArgumentException">The words do not fit the architecture.</exception>
    public DisableMask(Architecture architecture, ImmutableArray<ulong> processorBanks, ulong xsave = 0) =>
        words = new FeatureSet(architecture, processorBanks, xsave);

    /// <summary>The architecture whose words these are.</summary>
    public Architecture Architecture => words.Architecture;

    /// <summary>The processor banks by number; bit 1 = switched off.</summary>
    public ImmutableArray<ulong> ProcessorBanks => words.ProcessorBanks;

    /// <summary>The xsave word; bit 1 = switched off. Zero on arm64, where the kernel reserves it.</summary>
    public ulong Xsave => words.Xsave;

    /// <summary>One word.</summary>
    public ulong this[FeatureWord word] => words[word];

    /// <summary>
    /// D(h): the mask that makes <paramref name="host"/> give exactly <paramref name="wanted"/>. The only place where enable
    /// polarity becomes disable polarity.
    /// </summary>
    /// <remarks>
    /// Per word (K | S(h)) &amp; ~B, or ~B under <see cref="ReservedBits.Disable"/>. A bit that the host reports and the
    /// baseline lacks is switched off under both policies, known or not.
    /// </remarks>
    public static DisableMask For(FeatureSet wanted, FeatureSet host, Catalogue catalogue, ReservedBits reservedBits)
    {
        var ceiling = reservedBits switch
        {
            ReservedBits.HypervisorDefault => catalogue.Known.Union(host),
            ReservedBits.Disable => Every(wanted.Architecture),
            _ => throw new ArgumentOutOfRangeException(nameof(reservedBits), reservedBits, "not a policy"),
        };
        var off = ceiling.Except(wanted);
        return new DisableMask(off.Architecture, off.ProcessorBanks, off.Xsave);
    }

    /// <summary>E(h) = S(h) &amp; ~D(h): what a partition created with this mask gets on <paramref name="host"/>.</summary>
    public FeatureSet Apply(FeatureSet host) => host.Except(words);

    /// <inheritdoc/>
    public bool Equals(DisableMask? other) => other is not null && words.Equals(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DisableMask);

    /// <inheritdoc/>
    public override int GetHashCode() => words.GetHashCode();

    /// <summary>"bank0=0x… bank1=0x… xsave=0x…", 16 digits each; disable polarity.</summary>
    public override string ToString() => words.ToString();

    private static FeatureSet Every(Architecture architecture) =>
        new(
            architecture,
            [.. Enumerable.Repeat(ulong.MaxValue, architecture.BankCount)],
            architecture.HasXsave ? ulong.MaxValue : 0);
}
