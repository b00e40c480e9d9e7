using Levelset.Core.Features;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Tests;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>A device that answers at random, on the other side of true system calls.</summary>
[Trait("Length", "long")]
public sealed class RandomReplyTests
{
    private const int Replies = 10_000;

    [Fact(Timeout = 300_000)]
    public async Task Create_RandomReplies_NeitherCrashTheDaemonNorLeaveAnUnverifiedPartition()
    {
        using var machine = new EmulatedMachine("7.0", FaultyDaemon.Profile);
        await using var daemon = await FaultyDaemon.StartAsync(machine);
        var random = new Random(20261120);
        var replies = 0;
        var created = 0;
        machine.Faults = (_, _) =>
        {
            replies++;
            return Draw(random);
        };

        while (replies < Replies)
        {
            var (_, partition) = await daemon.CreateAsync();
            if (partition is not null)
            {
                Assert.Equal(FaultyDaemon.Baseline, Assert.Single(machine.Live).Features);
                created++;
                await daemon.CloseAsync(partition);
            }

            await machine.WaitForLiveAsync(0);
        }

        // The daemon lives, and what goes well still goes well.
        machine.Faults = null;
        var (answer, last) = await daemon.CreateAsync();
        Assert.Equal("created", answer);
        await daemon.CloseAsync(last!);
        Assert.InRange(created, 1, replies / 10);
    }

    private static FaultEffect? Draw(Random random) => random.Next(40) switch
    {
        0 => new FaultEffect.Fail(new Errno(random.Next(1, 134))),
        1 => new FaultEffect.Refuse(new HypervisorStatus((ushort)random.Next(1, ushort.MaxValue))),
        2 => new FaultEffect.Answer((ulong)random.NextInt64()),
        3 => new FaultEffect.Turn((ulong)random.NextInt64()),
        4 => new FaultEffect.Shorten(random.Next(8)),
        5 => new FaultEffect.Distort(Some(random), Some(random)),
        _ => null,
    };

    private static FeatureSet Some(Random random) =>
        new(Architecture.X86_64, [(ulong)random.NextInt64(), (ulong)random.NextInt64()], (ulong)random.NextInt64());
}
