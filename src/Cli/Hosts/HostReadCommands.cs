using System.CommandLine;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Hosts;

/// <summary>"hosts list", "show" and "reports".</summary>
internal static class HostReadCommands
{
    /// <summary>"hosts list".</summary>
    public static Command List(Commands commands)
    {
        var pool = PoolArguments.Filter(commands, "Only its members.");
        var selector = CommonOptions.Selector("Only hosts that carry all of these labels.");
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "Lists hosts.", [pool, selector, limit, watch], run =>
        {
            var filter = new ListHostsRequest
            {
                Pool = ResourceNames.PoolOrNone(run.Result.GetValue(pool)),
                LabelSelector = run.Result.GetValue(selector),
            };
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => Wakeup.OnHosts(run, [], filter.Pool), async () =>
            {
                var hosts = await ReadAllAsync(run, filter, run.Result.GetValue(limit));
                return Answer.Of(hosts, page => HostText.Write(page, hosts));
            });
        });
    }

    /// <summary>"hosts show".</summary>
    public static Command Show(Commands commands)
    {
        var name = HostArguments.One(commands);
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Shows a host and what it offers.", [name, watch], run =>
        {
            var host = ResourceNames.Host(run.Result.GetValue(name)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => Wakeup.OnHosts(run, [host]), async () =>
            {
                var found = await run.Service.Hosts.GetHostAsync(new GetHostRequest { Name = host }, run.Call());
                return Answer.Of(found, page => HostText.Write(page, found));
            });
        });
    }

    /// <summary>"hosts reports".</summary>
    public static Command Reports(Commands commands)
    {
        var name = HostArguments.One(commands);
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("reports", "Lists what a host reported and what each report changed, newest first.", [name, limit, watch], run =>
        {
            var host = ResourceNames.Host(run.Result.GetValue(name)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => Wakeup.OnHosts(run, [host]), async () =>
            {
                var reports = await run.ReadAllAsync<HostReport>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new ListHostReportsRequest { Host = host, PageSize = size, PageToken = token };
                    var answer = await run.Service.Hosts.ListHostReportsAsync(request, run.Call());
                    return (answer.Reports, answer.NextPageToken);
                });
                return Answer.Of(reports, page => HostText.Write(page, reports));
            });
        });
    }

    private static Task<List<Host>> ReadAllAsync(Run run, ListHostsRequest filter, int? limit) =>
        run.ReadAllAsync<Host>(limit, async (size, token) =>
        {
            var request = new ListHostsRequest(filter) { PageSize = size, PageToken = token };
            var answer = await run.Service.Hosts.ListHostsAsync(request, run.Call());
            return (answer.Hosts, answer.NextPageToken);
        });
}
