using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Compatibility;

/// <summary>Whether a partition can move to a host, with everything that stands in the way, in a fixed order.</summary>
/// <param name="Blockers">Every reason against it, in the order of <see cref="IncompatibilityKind"/>, features in the order of listing.</param>
/// <param name="Advisories">What to know although it blocks nothing.</param>
/// <param name="LeftOut">What the waivers leave out of F(P) on this host.</param>
/// <param name="NotWaivable">Features that the caller waived, that stand in the way, and that cannot be waived here.</param>
/// <param name="Arguments">What the destination partition is created with; null unless the move is possible.</param>
public sealed record Verdict(
    ImmutableArray<Incompatibility> Blockers,
    ImmutableArray<Advisory> Advisories,
    FeatureSet LeftOut,
    ImmutableArray<FeatureBit> NotWaivable,
    CreationArguments? Arguments)
{
    /// <summary>Whether the move is possible.</summary>
    public bool Compatible => Blockers.IsEmpty;

    /// <summary>The verdict of a move.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="target">The host.</param>
    /// <param name="catalogue">The catalogue of the partition's architecture.</param>
    public static Verdict Of(MigratingPartition partition, MigrationTarget target, Catalogue catalogue) =>
        new MigrationCheck(partition, target, catalogue).Run();
}
