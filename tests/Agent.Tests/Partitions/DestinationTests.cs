using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Fitting;
using Levelset.Core.Migrations;
using Levelset.Core.Partitions;
using Levelset.Core.Processors;

namespace Levelset.Agent.Tests.Partitions;

/// <summary>
/// Every ordered pair of processors: the partition is created on one, the verdict reached for the other, and the destination
/// created there with the 64 bytes that the verdict carries; where there are none, no other 64 bytes would have done.
/// </summary>
public sealed class DestinationTests
{
    public static TheoryData<string, string, ReservedBits> Dumps => new()
    {
        { "x86_64", "guest-fc-genoa-host6.1.json", ReservedBits.HypervisorDefault },
        { "x86_64", "guest-fc-genoa-host6.1.json", ReservedBits.Disable },
        { "arm64", "trm-neoverse-n1.json", ReservedBits.HypervisorDefault },
        { "arm64", "trm-neoverse-n1.json", ReservedBits.Disable },
    };

    [Theory]
    [MemberData(nameof(Dumps))]
    public void Create_OnEveryRealProcessor_GivesTheSetOfTheSourceOrNoMaskCould(string architecture, string one, ReservedBits policy) =>
        AssertPairs([.. CpuData.RequireAll(architecture, one).Select(Read).OfType<SimulatedProcessor>()], policy);

    [Theory]
    [InlineData(Architecture.X86_64, ReservedBits.HypervisorDefault)]
    [InlineData(Architecture.X86_64, ReservedBits.Disable)]
    [InlineData(Architecture.Arm64, ReservedBits.HypervisorDefault)]
    [InlineData(Architecture.Arm64, ReservedBits.Disable)]
    public void Create_OnEveryProfile_GivesTheSetOfTheSourceOrNoMaskCould(Architecture architecture, ReservedBits policy) =>
        AssertPairs(
            [.. Profile.All.Where(profile => profile.Architecture == architecture).Select(profile => Creatable(SimulatedProcessor.From(profile))).OfType<SimulatedProcessor>()],
            policy);

    private static void AssertPairs(List<SimulatedProcessor> processors, ReservedBits policy)
    {
        var moved = 0;
        var kept = 0;
        foreach (var source in processors)
        {
            using var device = new SimulatedMshvDevice(source);
            var born = Born(device, source);
            var has = new Offer(source.Vendor, born.Features, born.Properties);
            foreach (var target in processors)
            {
                if (Moves(new MovingPartition(has, policy, Simulated: true), target))
                {
                    moved++;
                }
                else
                {
                    kept++;
                }
            }

            born.Partition.Dispose();
        }

        // Each can at least go home, and no two generations of a maker are alike.
        Assert.True(moved >= processors.Count && kept > processors.Count, $"{moved} of {moved + kept} pairs are possible");
    }

    private static bool Moves(MovingPartition partition, SimulatedProcessor target)
    {
        using var device = new SimulatedMshvDevice(target);
        var offer = new Offer(target.Vendor, target.Supported, target.Properties);
        var verdict = Verdict.Of(partition, new MigrationTarget(offer, Simulated: true), Catalogue.For(target.Supported.Architecture));
        if (!verdict.Compatible)
        {
            Assert.True(NoMaskCould(partition.Has, device, target), $"{target.Origin}: {string.Join(", ", verdict.Blockers)}");
            return false;
        }

        var destination = Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, CreationOrder.For(verdict.Arguments!)));
        Assert.Equal(partition.Has.Features, destination.Features);
        destination.Partition.Dispose();
        return true;
    }

    /// <summary>
    /// A mask clears bits one by one and does nothing else. So either some bit of F(P) is clear on the target when nothing is
    /// masked, or what differs is no bit at all: the maker, or a property that a partition takes from its host.
    /// </summary>
    private static bool NoMaskCould(Offer has, SimulatedMshvDevice device, SimulatedProcessor target)
    {
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
        Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, new CreationOrder(Unmasked(source.Supported), source.Supported)));

    private static byte[] Unmasked(FeatureSet supported) =>
        CreationArguments.For(supported, supported, Catalogue.For(supported.Architecture), ReservedBits.HypervisorDefault).ToBytes();

    // A dump without registers gives no processor, and without what must stay enabled nothing can be created on it.
    private static SimulatedProcessor? Read(string path)
    {
        ProcessorDump.Parse(File.ReadAllText(path), out var dump);
        return dump is null ? null : Creatable(SimulatedProcessor.From(dump.ToFeatures(), path, null));
    }

    private static SimulatedProcessor? Creatable(SimulatedProcessor processor) =>
        Catalogue.For(processor.Supported.Architecture).MustStayEnabled.IsSubsetOf(processor.Supported) ? processor : null;
}
