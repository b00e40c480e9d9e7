using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Processors;

namespace Levelset.Agent.Tests.Partitions;

/// <summary>
/// Every ordered pair of processors, also of different architectures: the partition is created on one, the verdict reached for the
/// other, and the destination created there with the 64 bytes that the verdict carries; where there are none, no other 64 bytes
/// would have done.
/// </summary>
/// <remarks>
/// Of the 119 real processors 11 of arm64 are left out, of which only /proc/cpuinfo is known and so no feature set; and three of
/// arm64 without gic_v3v4, on which nothing can be created, are targets and no sources.
/// </remarks>
public sealed class DestinationTests
{
    private const string CpuinfoOnly = "-cpuinfo.json";

    // User space does not see it; the others are emulated with an older interrupt controller.
    private static readonly string[] WithoutGic = ["neoverse-n2-el0-view", "qemu-cortex-a72", "qemu-neoverse-n1"];

    /// <summary>The architecture of the sources, and how many there are; targets are all processors of both.</summary>
    public static TheoryData<Architecture, int, ReservedBits> Dumps => new()
    {
        { Architecture.X86_64, 94, ReservedBits.HypervisorDefault },
        { Architecture.X86_64, 94, ReservedBits.Disable },
        { Architecture.Arm64, 11, ReservedBits.HypervisorDefault },
        { Architecture.Arm64, 11, ReservedBits.Disable },
    };

    [Theory]
    [MemberData(nameof(Dumps))]
    public void Create_OnEveryRealProcessor_GivesTheSetOfTheSourceOrNoMaskCould(Architecture architecture, int sources, ReservedBits policy)
    {
        var processors = RealProcessors();
        Assert.Equal(94 + 11 + WithoutGic.Length, processors.Count);
        Assert.Equal(
            WithoutGic,
            processors.Where(one => !CanHavePartitions(one)).Select(one => Path.GetFileNameWithoutExtension(one.Origin)));
        Assert.Equal(sources * processors.Count, AssertPairs(processors, architecture, policy));
    }

    [Theory]
    [InlineData(Architecture.X86_64, ReservedBits.HypervisorDefault)]
    [InlineData(Architecture.X86_64, ReservedBits.Disable)]
    [InlineData(Architecture.Arm64, ReservedBits.HypervisorDefault)]
    [InlineData(Architecture.Arm64, ReservedBits.Disable)]
    public void Create_OnEveryProfile_GivesTheSetOfTheSourceOrNoMaskCould(Architecture architecture, ReservedBits policy) =>
        Assert.Equal(
            Profile.All.Count(profile => profile.Architecture == architecture) * Profile.All.Length,
            AssertPairs([.. Profile.All.Select(SimulatedProcessor.From)], architecture, policy));

    /// <summary>Every pair whose source is of an architecture; returns how many there were.</summary>
    private static int AssertPairs(List<SimulatedProcessor> processors, Architecture architecture, ReservedBits policy)
    {
        var sources = processors.Where(one => one.Supported.Architecture == architecture && CanHavePartitions(one)).ToList();
        var moved = 0;
        var pairs = 0;
        foreach (var source in sources)
        {
            using var device = new SimulatedMshvDevice(source);
            var born = Born(device, source);
            var partition = new MigratingPartition(new CpuCapabilities(source.Vendor, born.Features, born.Properties), policy, Simulated: true);
            foreach (var target in processors)
            {
                pairs++;
                moved += Moves(partition, target) ? 1 : 0;
            }

            born.Partition.Dispose();
        }

        // Each can at least go home, and no two generations of a vendor are alike.
        var comparable = sources.Count * processors.Count(processor => processor.Supported.Architecture == architecture);
        Assert.True(moved >= sources.Count && comparable - moved > sources.Count, $"{moved} of {comparable} pairs are possible");
        return pairs;
    }

    private static bool Moves(MigratingPartition partition, SimulatedProcessor target)
    {
        var mine = partition.Capabilities.Features.Architecture;
        var capabilities = new CpuCapabilities(target.Vendor, target.Supported, target.Properties);
        var verdict = Verdict.Of(partition, new MigrationTarget(capabilities, Simulated: true), Catalogue.For(mine));
        if (mine != target.Supported.Architecture)
        {
            // The 64 bytes have no field for it: no others would have done.
            Assert.Null(verdict.Arguments);
            Assert.Equal(
                new Incompatibility(IncompatibilityKind.ArchitectureDiffers, mine.Label, target.Supported.Architecture.Label),
                verdict.Blockers[0]);
            return false;
        }

        using var device = new SimulatedMshvDevice(target);
        if (!verdict.Compatible)
        {
            Assert.True(NoMaskCould(partition.Capabilities, device, target), $"{target.Origin}: {string.Join(", ", verdict.Blockers)}");
            return false;
        }

        var destination = Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, PartitionSpec.For(verdict.Arguments!)));
        Assert.Equal(partition.Capabilities.Features, destination.Features);
        destination.Partition.Dispose();
        return true;
    }

    /// <summary>
    /// A mask clears bits one by one and does nothing else. So either some bit of F(P) is clear on the target when nothing is
    /// masked, or what differs is no bit at all: the vendor, or a property that a partition takes from its host. Where nothing can be
    /// created, the bit that creation needs is clear whatever the mask.
    /// </summary>
    private static bool NoMaskCould(CpuCapabilities has, SimulatedMshvDevice device, SimulatedProcessor target)
    {
        if (!CanHavePartitions(target))
        {
            Assert.IsType<CreationFailure>(CreateUnmasked(device, target));
            return true;
        }

        var most = Born(device, target);
        most.Partition.Dispose();
        foreach (var word in has.Features.Architecture.Words)
        {
            for (var bit = 0; bit < 64; bit++)
            {
                var isWanted = (has.Features[word] >> bit & 1) == 1;
                var isThere = (most.Features[word] >> bit & 1) == 1;
                if (isWanted && !isThere)
                {
                    return true;
                }
            }
        }

        return has.Vendor != target.Vendor || PropertiesStandAgainst(has.Properties, target.Properties);
    }

    private static bool PropertiesStandAgainst(CompatibilityProperties has, CompatibilityProperties host) =>
        (has.CacheLineFlushSize is { } line && host.CacheLineFlushSize is { } other && line != other)
        || (has.PhysicalAddressWidth is { } width && host.PhysicalAddressWidth is { } least && least < width)
        || (has.MaxXsaveDataSize is { } size && host.MaxXsaveDataSize is { } room && room < size)
        || (has.XsaveStates is { } states && host.XsaveStates is { } given && (states & ~given) != 0);

    private static CreatedPartition Born(SimulatedMshvDevice device, SimulatedProcessor source) =>
        Assert.IsType<CreatedPartition>(CreateUnmasked(device, source));

    private static CreationResult CreateUnmasked(SimulatedMshvDevice device, SimulatedProcessor source) =>
        PartitionCreation.Create(device, new PartitionSpec(Unmasked(source.Supported), source.Supported));

    private static byte[] Unmasked(FeatureSet supported) =>
        CreationArguments.For(supported, supported, Catalogue.For(supported.Architecture), ReservedBits.HypervisorDefault).ToBytes();

    private static bool CanHavePartitions(SimulatedProcessor processor) =>
        Catalogue.For(processor.Supported.Architecture).MustStayEnabled.IsSubsetOf(processor.Supported);

    private static List<SimulatedProcessor> RealProcessors()
    {
        string[] paths =
        [
            .. CpuData.RequireAll("x86_64", "guest-fc-genoa-host6.1.json"),
            .. CpuData.RequireAll("arm64", "trm-neoverse-n1.json"),
        ];
        Assert.Equal(11, paths.Count(path => path.EndsWith(CpuinfoOnly, StringComparison.Ordinal)));
        return [.. paths.Where(path => !path.EndsWith(CpuinfoOnly, StringComparison.Ordinal)).Select(Read)];
    }

    private static SimulatedProcessor Read(string path)
    {
        Assert.Empty(ProcessorDump.Parse(File.ReadAllText(path), out var dump));
        return SimulatedProcessor.From(dump!.ToFeatures(), path, null);
    }
}
