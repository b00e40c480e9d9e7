using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Compatibility;

/// <summary>Reaches one verdict.</summary>
internal sealed class Judgement(MovingPartition partition, MigrationTarget target, Catalogue catalogue)
{
    private readonly List<Blocker> blockers = [];
    private readonly List<FeatureBit> notWaivable = [];
    private FeatureSet leftOut = FeatureSet.Empty(partition.Has.Features.Architecture);

    public Verdict Reach()
    {
        if (partition.Simulated != target.Simulated)
        {
            blockers.Add(new Blocker(BlockerKind.SimulationDiffers, Simulation(partition.Simulated), Simulation(target.Simulated)));
        }

        if (target.Gives is { } host)
        {
            Fitting(host);
        }

        foreach (var unready in target.Unready)
        {
            blockers.Add(new Blocker(BlockerKind.HostNotReady, "READY", unready.State) { Detail = unready.Reason });
        }

        var kept = leftOut.IsEmpty ? partition.Has.Features : partition.Has.Features.Except(leftOut);
        var poolWaived = EnterPool(kept);
        return new Verdict(
            [.. blockers],
            Advice.Of(partition, target, kept, leftOut, poolWaived, catalogue),
            leftOut,
            [.. notWaivable],
            blockers.Count == 0
                ? CreationArguments.For(kept, target.Gives!.Features, catalogue, partition.ReservedBits)
                    .WithProperties(partition.Has.Properties, target.Gives!.Properties)
                : null);
    }

    private void Fitting(CpuCapabilities host)
    {
        var misfits = Fit.OfPartition(partition.Has, host);
        if (misfits.Count == 0)
        {
            return;
        }

        blockers.EnsureCapacity(misfits.Count);
        foreach (var misfit in misfits)
        {
            if (misfit.Feature is { } feature)
            {
                Missing(feature, misfit, host.Features);
            }
            else if (misfit.Kind != MisfitKind.PropertyDiffers)
            {
                blockers.Add(Of(misfit));
            }
        }

        if (!leftOut.IsEmpty)
        {
            Dependents(host.Features);
        }

        blockers.AddRange(misfits.Where(misfit => misfit.Kind == MisfitKind.PropertyDiffers).Select(misfit => Of(misfit)));
    }

    private void Missing(FeatureBit feature, Misfit misfit, FeatureSet host)
    {
        var waivable = Waivability.Of(feature, host, catalogue);
        if (!LeaveOut(feature, waivable))
        {
            blockers.Add(Of(misfit, waivable));
        }
    }

    // What requires a feature that is left out must be left out too; the catalogue orders requirements so that one pass is enough.
    private void Dependents(FeatureSet host)
    {
        var blocked = new HashSet<FeatureBit>();
        foreach (var requirement in catalogue.Requirements)
        {
            var feature = requirement.Feature;
            if (requirement.Strength != RequirementStrength.Hard
                || !leftOut.Contains(requirement.Requires)
                || leftOut.Contains(feature)
                || !partition.Has.Features.Contains(feature)
                || !host.Contains(feature))
            {
                continue;
            }

            var waivable = Waivability.Of(feature, host, catalogue);
            if (!LeaveOut(feature, waivable) && blocked.Add(feature))
            {
                blockers.Add(new Blocker(
                    BlockerKind.RequiresWaived,
                    "left out with " + catalogue.NameOf(requirement.Requires),
                    "kept")
                {
                    Feature = feature,
                    Requires = requirement.Requires,
                    Waivable = waivable,
                });
            }
        }
    }

    private bool LeaveOut(FeatureBit feature, Waivability? waivable)
    {
        if (!partition.Waived.Contains(feature))
        {
            return false;
        }

        if (waivable is null)
        {
            notWaivable.Add(feature);
            return false;
        }

        leftOut = leftOut.Union(FeatureSet.Of(leftOut.Architecture, [feature]));
        return true;
    }

    // Whether a waiver in words was needed.
    private bool EnterPool(FeatureSet kept)
    {
        var against = AgainstPool(kept).ToList();
        if (!partition.PoolWaived)
        {
            blockers.AddRange(against);
        }

        return partition.PoolWaived && against.Count > 0;
    }

    private IEnumerable<Blocker> AgainstPool(FeatureSet kept) => target.OtherPool switch
    {
        null => [],
        { Baseline: null } pool =>
            [new Blocker(BlockerKind.PoolBaseline, "a pool with a baseline", pool.Name) { Waivable = Waivability.InWords }],

        // Where architecture or vendor differ, the host's differ too and are named already.
        { Baseline: { } baseline } pool => Fit.OfPartition(partition.Has with { Features = kept }, baseline)
            .Where(misfit => misfit.Kind is MisfitKind.FeatureMissing or MisfitKind.PropertyDiffers)
            .Select(misfit => Of(misfit, Waivability.InWords) with { Kind = BlockerKind.PoolBaseline, Detail = pool.Name }),
    };

    private static Blocker Of(Misfit misfit, Waivability? waivable = null) =>
        new(
            misfit.Kind switch
            {
                MisfitKind.FeatureMissing => BlockerKind.FeatureMissing,
                MisfitKind.VendorDiffers => BlockerKind.VendorDiffers,
                MisfitKind.ArchitectureDiffers => BlockerKind.ArchitectureDiffers,
                MisfitKind.PropertyDiffers => BlockerKind.PropertyDiffers,
                _ => throw new ArgumentOutOfRangeException(nameof(misfit), misfit.Kind, "not a kind"),
            },
            misfit.Expected,
            misfit.Actual)
        {
            Feature = misfit.Feature,
            Property = misfit.Property,
            Waivable = waivable,
        };

    private static string Simulation(bool simulated) => simulated ? "simulated" : "real";
}
