using System.Collections.Immutable;
using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Tests.Partitions;

public sealed class RandomReplyTests
{
    private const int Draws = 10_000;

    [Fact]
    public void Create_WhateverTheDeviceAnswers_KeepsOnlyWhatWasReadBackAsAskedAndLeaksNothing()
    {
        var created = 0;
        var byTwin = 0;
        for (var seed = 0; seed < Draws; seed++)
        {
            var random = new Random(seed);
            using var simulated = Device(random);
            using var device = new RandomDevice(simulated, random);
            var spec = Spec(device, random);

            var result = PartitionCreation.Create(device, spec);

            if (result is CreatedPartition partition)
            {
                created++;
                byTwin += partition.VerifiedByTwin ? 1 : 0;
                RequireVerified(device, spec, partition, seed);
                Assert.Equal(1, simulated.LivePartitions);
                partition.Partition.Dispose();
            }

            Assert.True(simulated.LivePartitions == 0, $"seed {seed}: a partition is left");
        }

        // The draw must reach the ends that it is about.
        Assert.InRange(created, Draws / 20, Draws * 9 / 10);
        Assert.True(byTwin > Draws / 200, $"{byTwin} by twin");
    }

    private static void RequireVerified(RandomDevice device, PartitionSpec spec, CreatedPartition created, int seed)
    {
        Assert.Same(device.Last, created.Partition);
        var read = created.VerifiedByTwin ? device.All[^2] : device.Last!;
        foreach (var partition in (RandomDevice.Partition[])[device.Last!, read])
        {
            Assert.Equal(spec.CreatePartitionV2.ToArray(), partition.Bytes);
            Assert.Equal(spec.EarlyProperties, partition.Sets);
        }

        foreach (var word in spec.Wanted.Architecture.Words)
        {
            Assert.True(read.Answers[(uint)HypervisorProperties.CodeOf(word)] == spec.Wanted[word], $"seed {seed}: {word}");
        }

        Assert.All(spec.EarlyProperties, property => Assert.Equal(property.Value, read.Answers[property.Code]));
        Assert.Equal(spec.Wanted, created.Features);
        Assert.Equal(spec.EarlyProperties, created.EarlyProperties);
        Assert.Equal(device.Last!.Initialized, created.Initialized);
        Assert.False(spec.Uninitialized && created.Initialized);
    }

    private static SimulatedMshvDevice Device(Random random)
    {
        var faults = SimulatedFaults.None with
        {
            ReadsNeedInitialize = random.Next(2) == 0,
            Kernel = random.Next(4) == 0 ? KernelRules.Linux615 : KernelRules.Linux70,
        };
        return random.Next(4) == 0 ? Simulations.NeoverseN2(faults) : Simulations.Genoa(faults);
    }

    private static PartitionSpec Spec(RandomDevice device, Random random)
    {
        var catalogue = Catalogue.For(device.Architecture);
        using var host = device.OpenHost();
        var own = HypervisorProperties.ReadWords(device.Architecture, host.Read).Words;
        var request = new PartitionRequest(random.Next(2) == 0, FeatureSet.Empty(device.Architecture))
        {
            Smt = random.Next(4) == 0,
            Isolation = random.Next(8) == 0 ? 1UL : 0,
        };
        var wanted = CreationArguments.FeaturesFor(own, request, catalogue).Features;
        var bytes = CreationArguments.For(wanted, own, catalogue, ReservedBits.HypervisorDefault).WithOptions(request).ToBytes();
        if (random.Next(10) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return new PartitionSpec(bytes, wanted) { EarlyProperties = Early(random), Uninitialized = random.Next(2) == 0 };
    }

    private static ImmutableArray<EarlyProperty> Early(Random random) =>
        [.. ((uint[])[0x0001_0000, 0x0001_0001, 0x0005_0012, 0x0006_0006])
            .Where(_ => random.Next(3) == 0)
            .Select(code => new EarlyProperty(code, code == 0x0006_0006 ? 40UL : (ulong)random.NextInt64()))];
}
