namespace Levelset.Api.Tests;

public sealed class PoolTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task CreatePool_Alone_IsEmptyAndHasEveryDefault()
    {
        var pool = await CreatePoolAsync("p", p => p.DisplayName = "One");

        Assert.Equal(("pools/p", "One", 0UL, 0U, 0U), (pool.Name, pool.DisplayName, pool.Generation, pool.HostCount, pool.PartitionCount));
        Assert.Null(pool.Baseline);
        Assert.Null(pool.Level);
        Assert.Equal(
            new PoolPolicy
            {
                Join = PoolPolicy.Types.Join.LevelDown,
                Drift = PoolPolicy.Types.Drift.Quarantine,
                Raise = PoolPolicy.Types.Raise.Manual,
                ReservedBits = PoolPolicy.Types.ReservedBits.HypervisorDefault,
            },
            pool.Policy);
        Assert.Equal(pool, await PoolAsync());
    }
}
