using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Compatibility;

/// <summary>Reaches one verdict.</summary>
internal sealed class MigrationCheck(MigratingPartition partition, MigrationTarget target, Catalogue catalogue)
{
    private readonly List<Incompatibility> blockers = [];
    private readonly List<FeatureBit> notWaivable = [];
    private FeatureSet leftOut = FeatureSet.Empty(partition.Capabilities.Features.Architecture);

    public Verdict Run()
    {
        if (partition.Simulated != target.Simulated)
        {
            blockers.Add(new Incompatibility(
                IncompatibilityKind.SimulationDiffers, Simulation(partition.Simulated), Simulation(target.Simulated)));
        }

        if (target.Capabilities is { } host)
        {
            CheckHost(host);
        }

        blockers.AddRange(target.NotReady);

        var kept = leftOut.IsEmpty ? partition.Capabilities.Features : partition.Capabilities.Features.Except(leftOut);
        var poolWaived = CheckPool(kept);
        return new Verdict(
            [.. blockers],
            MigrationAdvisories.Of(partition, target, kept, leftOut, poolWaived, catalogue),
            leftOut,
            [.. notWaivable],
            blockers.Count == 0
                ? CreationArguments.For(kept, target.Capabilities!.Features, catalogue, partition.ReservedBits)
                    .WithProperties(partition.Capabilities.Properties, target.Capabilities!.Properties)
                : null);
    }

    private void CheckHost(CpuCapabilities host)
    {
        var found = CompatibilityCheck.OfPartition(partition.Capabilities, host);
        if (found.Count == 0)
        {
            return;
        }

        blockers.EnsureCapacity(found.Count);
        foreach (var one in found)
        {
            if (one.Feature is { } feature)
            {
                CheckMissing(feature, one, host.Features);
            }
            else if (one.Kind != IncompatibilityKind.PropertyDiffers)
            {
                blockers.Add(one);
            }
        }

        if (!leftOut.IsEmpty)
        {
            LeaveOutDependents(host.Features);
        }

        blockers.AddRange(found.Where(one => one.Kind == IncompatibilityKind.PropertyDiffers));
    }

    private void CheckMissing(FeatureBit feature, Incompatibility missing, FeatureSet host)
    {
        var waivable = Waivability.Of(feature, host, catalogue);
        if (!LeaveOut(feature, waivable))
        {
            blockers.Add(missing with { Waivable = waivable });
        }
    }

    // What requires a feature that is left out must be left out too; the catalogue orders requirements so that one pass is enough.
    private void LeaveOutDependents(FeatureSet host)
    {
        var blocked = new HashSet<FeatureBit>();
        foreach (var requirement in catalogue.Requirements)
        {
            var feature = requirement.Feature;
            if (requirement.Strength != RequirementStrength.Hard
                || !leftOut.Contains(requirement.Requires)
                || leftOut.Contains(feature)
                || !partition.Capabilities.Features.Contains(feature)
                || !host.Contains(feature))
            {
                continue;
            }

            var waivable = Waivability.Of(feature, host, catalogue);
            if (!LeaveOut(feature, waivable) && blocked.Add(feature))
            {
                blockers.Add(new Incompatibility(
                    IncompatibilityKind.RequiresWaived,
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

    // Whether the waiver of the pool's rule was needed.
    private bool CheckPool(FeatureSet kept)
    {
        var found = AgainstPool(kept).ToList();
        if (!partition.PoolWaived)
        {
            blockers.AddRange(found);
        }

        return partition.PoolWaived && found.Count > 0;
    }

    private IEnumerable<Incompatibility> AgainstPool(FeatureSet kept) => target switch
    {
        { OtherPool: null } => [],
        { OtherPoolBaseline: null } =>
        [
            new Incompatibility(IncompatibilityKind.PoolBaseline, "a pool with a baseline", target.OtherPool)
            {
                Waivable = Waivability.InWords,
            },
        ],

        // Where architecture or vendor differ, the host's differ too and are named already.
        _ => CompatibilityCheck.OfPartition(partition.Capabilities with { Features = kept }, target.OtherPoolBaseline)
            .Where(one => one.Kind is IncompatibilityKind.FeatureMissing or IncompatibilityKind.PropertyDiffers)
            .Select(one => one with
            {
                Kind = IncompatibilityKind.PoolBaseline,
                Waivable = Waivability.InWords,
                Detail = target.OtherPool,
            }),
    };

    private static string Simulation(bool simulated) => simulated ? "simulated" : "real";
}
