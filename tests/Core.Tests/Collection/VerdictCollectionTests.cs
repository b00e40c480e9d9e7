using Levelset.Core.Fitting;
using Levelset.Core.Migrations;

namespace Levelset.Core.Tests.Collection;

/// <summary>
/// Every ordered pair of real processors: what is judged possible gives exactly F(P) there, and what is judged impossible no mask
/// could have made possible.
/// </summary>
public sealed class VerdictCollectionTests
{
    public static TheoryData<Architecture, ReservedBits> Cases => new()
    {
        { Architecture.X86_64, ReservedBits.HypervisorDefault },
        { Architecture.X86_64, ReservedBits.Disable },
        { Architecture.Arm64, ReservedBits.HypervisorDefault },
        { Architecture.Arm64, ReservedBits.Disable },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_PartitionOfAllThatItsSourceOffers_IsPossibleExactlyWhereAMaskGivesIt(Architecture architecture, ReservedBits policy)
    {
        var hosts = Read(architecture);
        var possible = 0;
        foreach (var source in hosts)
        {
            var set = Closure.Of(source.Features, Catalogue.For(architecture)).Features;
            possible += hosts.Count(target => AssertVerdict(new MovingPartition(source with { Features = set }, policy), target));
        }

        // Every processor takes back its own.
        Assert.InRange(possible, hosts.Count, hosts.Count * hosts.Count);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_PartitionOfAMixedPool_IsPossibleExactlyWhereAMaskGivesIt(Architecture architecture, ReservedBits policy)
    {
        var hosts = Read(architecture);
        foreach (var (i, source) in hosts.Index())
        {
            var peers = hosts.Where(host => host.Vendor == source.Vendor).ToList();
            var peer = peers[(peers.IndexOf(source) + (peers.Count / 2)) % peers.Count];
            var level = Level.Of(
                [new Contribution("a", source.Features), new Contribution("b", peer.Features)],
                new LevelPolicy(policy, FeatureSet.Empty(architecture)),
                Catalogue.For(architecture))!.Features;
            var partition = new MovingPartition(
                new Offer(source.Vendor, level, source.Properties.Intersect(peer.Properties)),
                policy);

            Assert.True(AssertVerdict(partition, source), $"{i}");
            foreach (var target in hosts)
            {
                AssertVerdict(partition, target);
            }
        }
    }

    // The expectation is computed bit by bit, without the code that judges.
    private static bool AssertVerdict(MovingPartition partition, Offer host)
    {
        var verdict = Verdict.Of(partition, new MigrationTarget(host), Catalogue.For(host.Features.Architecture));
        if (verdict.Compatible)
        {
            Assert.Equal(partition.Has.Features, verdict.Arguments!.Features);
            Assert.Equal(partition.Has.Features, verdict.Arguments.DisableMask.Apply(host.Features));
        }
        else
        {
            Assert.Null(verdict.Arguments);
        }

        // A mask only takes away, so what the host lacks no mask can give; and no mask changes maker or properties.
        var lacking = partition.Has.Features.Bits().Where(bit => !host.Features.Bits().Contains(bit)).ToList();
        Assert.Equal(lacking, verdict.Blockers.Where(b => b.Kind == BlockerKind.FeatureMissing).Select(b => b.Feature!.Value));
        Assert.Equal(lacking.Count == 0 && partition.Has.Vendor == host.Vendor && Scalars(partition.Has.Properties, host.Properties), verdict.Compatible);
        return verdict.Compatible;
    }

    private static bool Scalars(CompatibilityProperties partition, CompatibilityProperties host) =>
        !(partition.CacheLineFlushSize != host.CacheLineFlushSize && partition.CacheLineFlushSize is not null && host.CacheLineFlushSize is not null)
        && !(host.PhysicalAddressWidth < partition.PhysicalAddressWidth)
        && !(host.MaxXsaveDataSize < partition.MaxXsaveDataSize)
        && !((partition.XsaveStates & ~host.XsaveStates) > 0);

    private static List<Offer> Read(Architecture architecture) =>
    [
        .. ProcessorCollection.Read(architecture)
            .Where(dump => architecture == Architecture.X86_64 || dump.Root.GetProperty("id_registers").EnumerateObject().Any())
            .Select(dump => dump.Features())
            .Select(features => new Offer(features.Vendor, features.Supported, features.Properties)),
    ];
}
