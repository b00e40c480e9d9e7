using Levelset.Cli.Client;
using Levelset.Cli.Framework;

namespace Levelset.Cli.ChangeFeed;

/// <summary>The watches of the service.</summary>
internal static class Watches
{
    /// <summary>Pools by name; all if none is given.</summary>
    public static ResumableWatch<V1.PoolEvent> Pools(Run run, IEnumerable<string> names) => new(
        (token, cancellation) => run.Service.Pools.WatchPools(
            new V1.WatchPoolsRequest { ResumeToken = token, Names = { names } },
            Run.Stream(cancellation)),
        change => change.ResumeToken,
        run.Error);

    /// <summary>Hosts by name, or those of a pool; all if neither is given.</summary>
    public static ResumableWatch<V1.HostEvent> Hosts(Run run, IEnumerable<string> names, string pool) => new(
        (token, cancellation) => run.Service.Hosts.WatchHosts(
            new V1.WatchHostsRequest { ResumeToken = token, Names = { names }, Pool = pool },
            Run.Stream(cancellation)),
        change => change.ResumeToken,
        run.Error);
}
