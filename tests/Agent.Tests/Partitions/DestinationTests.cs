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
/// Every ordered pair of real processors: the partition is created on one, the verdict reached for the other, and the destination
/// created there with the 64 bytes that the verdict carries.
/// </summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData("x86_64", "guest-fc-genoa-host6.1.json")]
    [InlineData("arm64", "trm-neoverse-n1.json")]
    public void Create_WithTheVerdictsArguments_ReadsBackTheSetOfTheSource(string architecture, string one)
    {
        var processors = CpuData.RequireAll(architecture, one).Select(Read).OfType<SimulatedProcessor>().ToList();
        var moved = 0;
        foreach (var source in processors)
        {
            using var device = new SimulatedMshvDevice(source);
            var born = Born(device, source);
            var partition = new MovingPartition(
                new Offer(source.Vendor, born.Features, born.Properties),
                ReservedBits.HypervisorDefault,
                Simulated: true);
            moved += processors.Count(target => Moves(partition, target));
            born.Partition.Dispose();
        }

        // Each can at least go home.
        Assert.InRange(moved, processors.Count, processors.Count * processors.Count);
        Assert.True(processors.Count > 3, $"only {processors.Count} processors");
    }

    private static bool Moves(MovingPartition partition, SimulatedProcessor target)
    {
        using var device = new SimulatedMshvDevice(target);
        var offer = new Offer(target.Vendor, target.Supported, target.Properties);
        var verdict = Verdict.Of(
            partition,
            new MigrationTarget(offer, Simulated: true),
            Catalogue.For(target.Supported.Architecture));
        if (verdict.Compatible)
        {
            var destination = Assert.IsType<CreatedPartition>(
                PartitionCreation.Create(device, CreationOrder.For(verdict.Arguments!)));
            Assert.Equal(partition.Has.Features, destination.Features);
            destination.Partition.Dispose();
            return true;
        }

        // With nothing switched off the host shows all that any mask could leave.
        var most = Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, new CreationOrder(Bytes(target.Supported, target), target.Supported)));
        Assert.True(
            !partition.Has.Features.IsSubsetOf(most.Features)
            || verdict.Blockers.All(blocker => blocker.Kind is BlockerKind.VendorDiffers or BlockerKind.PropertyDiffers),
            $"{target.Origin}: {string.Join(", ", verdict.Blockers)}");
        most.Partition.Dispose();
        return false;
    }

    private static CreatedPartition Born(SimulatedMshvDevice device, SimulatedProcessor source) =>
        Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, new CreationOrder(Bytes(source.Supported, source), source.Supported)));

    private static byte[] Bytes(FeatureSet wanted, SimulatedProcessor host) => CreationArguments.For(
        wanted,
        host.Supported,
        Catalogue.For(wanted.Architecture),
        ReservedBits.HypervisorDefault).ToBytes();

    // A dump without registers gives no processor, and without what must stay enabled nothing can be created on it.
    private static SimulatedProcessor? Read(string path)
    {
        ProcessorDump.Parse(File.ReadAllText(path), out var dump);
        return dump is null ? null : Creatable(SimulatedProcessor.From(dump.ToFeatures(), path, null));
    }

    private static SimulatedProcessor? Creatable(SimulatedProcessor processor) =>
        Catalogue.For(processor.Supported.Architecture).MustStayEnabled.IsSubsetOf(processor.Supported) ? processor : null;
}
