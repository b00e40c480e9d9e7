using Levelset.Core.Compatibility;

namespace Levelset.Processors.Tests.Collection;

/// <summary>
/// Every ordered pair of real processors, also of different architectures: what is judged possible gives exactly F(P) there, and
/// what is judged impossible no mask could have made possible.
/// </summary>
/// <remarks>
/// 94 x86_64 and 14 arm64 processors, 11,664 pairs. Left out are the 11 arm64 files that hold only what /proc/cpuinfo said: without
/// ID registers there is no feature set.
/// </remarks>
public sealed class VerdictCollectionTests
{
    private const int X86 = 94;
    private const int Arm = 14;
    private const int LeftOut = 11;

    /// <summary>The architecture of the source; targets are of both.</summary>
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
        var hosts = ReadAll();
        var sources = hosts.Where(host => host.Features.Architecture == architecture).ToList();
        var (possible, pairs) = (0, 0);
        foreach (var source in sources)
        {
            var set = Closure.Of(source.Features, Catalogue.For(architecture)).Features;
            var partition = new MigratingPartition(source with { Features = set }, policy);
            possible += hosts.Count(target => AssertVerdict(partition, target, ref pairs));
        }

        // Every processor takes back its own.
        Assert.InRange(possible, sources.Count, sources.Count * sources.Count);
        Assert.Equal((architecture == Architecture.X86_64 ? X86 : Arm) * (X86 + Arm), pairs);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_PartitionOfAMixedPool_IsPossibleExactlyWhereAMaskGivesIt(Architecture architecture, ReservedBits policy)
    {
        var hosts = ReadAll();
        var sources = hosts.Where(host => host.Features.Architecture == architecture).ToList();
        var pairs = 0;
        foreach (var (i, source) in sources.Index())
        {
            var peers = sources.Where(host => host.Vendor == source.Vendor).ToList();
            var peer = peers[(peers.IndexOf(source) + (peers.Count / 2)) % peers.Count];
            var level = Level.Of(
                [new Member("a", new CpuCapabilities("", source.Features, CompatibilityProperties.None)), new Member("b", new CpuCapabilities("", peer.Features, CompatibilityProperties.None))],
                new PoolPolicy { ReservedBits = policy },
                Catalogue.For(architecture))!.Features;
            var partition = new MigratingPartition(
                new CpuCapabilities(source.Vendor, level, source.Properties.Intersect(peer.Properties)),
                policy);

            Assert.True(hosts.Count(target => AssertVerdict(partition, target, ref pairs) && ReferenceEquals(target, source)) == 1, $"{i}");
        }

        Assert.Equal(sources.Count * (X86 + Arm), pairs);
    }

    // The expectation is computed bit by bit, without the code that judges.
    private static bool AssertVerdict(MigratingPartition partition, CpuCapabilities host, ref int pairs)
    {
        pairs++;
        var (mine, theirs) = (partition.Capabilities.Features.Architecture, host.Features.Architecture);
        var verdict = Verdict.Of(partition, new MigrationTarget(host), Catalogue.For(mine));
        if (mine != theirs)
        {
            // Bits of another architecture mean something else: none of them is named as missing.
            Assert.Null(verdict.Arguments);
            Assert.Equal(new Incompatibility(IncompatibilityKind.ArchitectureDiffers, mine.Label, theirs.Label), verdict.Blockers[0]);
            Assert.DoesNotContain(verdict.Blockers, blocker => blocker.Feature is not null);
            return false;
        }

        if (verdict.Compatible)
        {
            Assert.Equal(partition.Capabilities.Features, verdict.Arguments!.Features);
            Assert.Equal(partition.Capabilities.Features, verdict.Arguments.DisableMask.Apply(host.Features));
        }
        else
        {
            Assert.Null(verdict.Arguments);
        }

        // A mask only takes away, so what the host lacks no mask can give; and no mask changes vendor or properties.
        var lacking = partition.Capabilities.Features.Bits().Where(bit => !host.Features.Bits().Contains(bit)).ToList();
        Assert.Equal(lacking, verdict.Blockers.Where(b => b.Kind == IncompatibilityKind.FeatureMissing).Select(b => b.Feature!.Value));
        Assert.Equal(lacking.Count == 0 && partition.Capabilities.Vendor == host.Vendor && Scalars(partition.Capabilities.Properties, host.Properties), verdict.Compatible);
        return verdict.Compatible;
    }

    private static bool Scalars(CompatibilityProperties partition, CompatibilityProperties host) =>
        !(partition.CacheLineFlushSize != host.CacheLineFlushSize && partition.CacheLineFlushSize is not null && host.CacheLineFlushSize is not null)
        && !(host.PhysicalAddressWidth < partition.PhysicalAddressWidth)
        && !(host.MaxXsaveDataSize < partition.MaxXsaveDataSize)
        && !((partition.XsaveStates & ~host.XsaveStates) > 0);

    private static List<CpuCapabilities> ReadAll()
    {
        var arm = ProcessorCollection.Read(Architecture.Arm64);
        var silent = arm.Where(dump => !dump.Root.GetProperty("id_registers").EnumerateObject().Any()).ToList();
        Assert.Equal(LeftOut, silent.Count);
        Assert.All(silent, dump => Assert.EndsWith("-cpuinfo", dump.Name, StringComparison.Ordinal));
        var hosts = ProcessorCollection.Read(Architecture.X86_64).Concat(arm.Except(silent))
            .Select(dump => dump.Features())
            .Select(features => new CpuCapabilities(features.Vendor, features.Supported, features.Properties))
            .ToList();
        Assert.Equal(X86 + Arm, hosts.Count);
        return hosts;
    }
}
