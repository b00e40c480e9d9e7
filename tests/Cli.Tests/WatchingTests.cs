using System.Text.Json.Nodes;
using Levelset.V1;

namespace Levelset.Cli.Tests;

/// <summary>Watching, and watching on after a disconnect.</summary>
public sealed class WatchingTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);
    private readonly PoolService.PoolServiceClient pools = new(fleet.Channel);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WatchPools_ConnectionBreaks_GoesOnFromItsToken()
    {
        await using var proxy = new CuttableProxy(fleet.Grpc);
        using var process = levelset.Start(Programs.Levelset, "watch", "pools", "cut", "--service", proxy.Address, "-o", "json");
        await process.StandardOutput.UntilAsync("WATCH_EVENT_TYPE_BOOKMARK");

        await CreateAsync("cut");
        await process.StandardOutput.UntilAsync("\"pools/cut\"");
        proxy.Cut();
        await process.StandardError.UntilAsync("resuming");
        await pools.UpdatePoolAsync(
            new UpdatePoolRequest { Pool = new Pool { Name = "pools/cut", DisplayName = "Later" }, UpdateMask = new() { Paths = { "display_name" } } },
            cancellationToken: Cancel);

        // Nothing of the beginning comes again: the next line about the pool is the change.
        var next = JsonNode.Parse(await process.StandardOutput.UntilAsync("\"pools/cut\""))!;
        Assert.Equal("WATCH_EVENT_TYPE_CHANGED", (string?)next["type"]);
        Assert.Equal("Later", (string?)next["pool"]!["displayName"]);
        await process.InterruptAsync();
    }

    [Fact]
    public async Task WatchHosts_Table_PrintsTheCurrentState()
    {
        using var process = levelset.Start(Programs.Levelset, "watch", "hosts", "--pool", "intel");

        Assert.Matches("^now +CURRENT +hosts/cascade-lake  READY  pools/intel$", await process.StandardOutput.UntilAsync("cascade-lake"));
        await process.InterruptAsync();
    }

    [Fact]
    public async Task PoolsShow_Watch_ShowsItAgainWhenItHasChanged()
    {
        await CreateAsync("live");
        using var process = levelset.Start(Programs.Levelset, "pools", "show", "live", "-w");
        await process.StandardOutput.UntilAsync("reserved bits hypervisor-default");

        await pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest
            {
                Pool = "pools/live",
                Policy = new PoolPolicy { ReservedBits = PoolPolicy.Types.ReservedBits.Disable },
                UpdateMask = new() { Paths = { "reserved_bits" } },
            },
            cancellationToken: Cancel);

        await process.StandardOutput.UntilAsync("reserved bits disable");
        await process.InterruptAsync();
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public async Task Watch_OfAPoolThatIsNotThere_EndsWithThree() =>
        await levelset.OutputAsync(3, "pools", "show", "nothing", "-w");

    private async Task CreateAsync(string id) => await pools.CreatePoolAsync(new CreatePoolRequest { PoolId = id, Pool = new Pool() }, cancellationToken: Cancel);
}
