using System.CommandLine;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.Pools;

/// <summary>"pools list" and "pools show".</summary>
internal static class PoolReadCommands
{
    /// <summary>"pools list".</summary>
    public static Command List(CommandBuilder commands)
    {
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "List pools.", [limit, watch], run => Display.ShowAsync(
            run,
            run.Result.GetValue(watch),
            () => ChangeSignal.OnPools(run),
            async () =>
            {
                var pools = await ReadAllAsync(run, run.Result.GetValue(limit));
                return CommandOutput.Of(pools, view => PoolText.Write(view, pools));
            }));
    }

    /// <summary>"pools show".</summary>
    public static Command Show(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Show a pool and its baseline.", [name, watch], run =>
        {
            var pool = ResourceNames.Pool(run.Result.GetValue(name)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.OnPools(run, pool), async () =>
            {
                var found = await GetAsync(run, pool);
                return CommandOutput.Of(found, view => PoolText.Write(view, found));
            });
        });
    }

    public static async Task<V1.Pool> GetAsync(Run run, string name) =>
        await run.Service.Pools.GetPoolAsync(new V1.GetPoolRequest { Name = name }, run.Call());

    private static Task<List<V1.Pool>> ReadAllAsync(Run run, int? limit) => run.ReadAllAsync<V1.Pool>(limit, async (size, token) =>
    {
        var response = await run.Service.Pools.ListPoolsAsync(new V1.ListPoolsRequest { PageSize = size, PageToken = token }, run.Call());
        return (response.Pools, response.NextPageToken);
    });
}
