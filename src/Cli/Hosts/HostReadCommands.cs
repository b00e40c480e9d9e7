using System.CommandLine;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.Hosts;

/// <summary>"hosts list", "show" and "reports".</summary>
internal static class HostReadCommands
{
    /// <summary>"hosts list".</summary>
    public static Command List(CommandBuilder commands)
    {
        var pool = ResourceArguments.PoolOption(commands, "Filter by pool.");
        var selector = CommonOptions.Selector("Filter by labels.");
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "List hosts.", [pool, selector, limit, watch], run =>
        {
            var filter = new V1.ListHostsRequest
            {
                Pool = ResourceNames.PoolOrNone(run.Result.GetValue(pool)),
                LabelSelector = run.Result.GetValue(selector),
            };
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.OnHosts(run, [], filter.Pool), async () =>
            {
                var hosts = await ReadAllAsync(run, filter, run.Result.GetValue(limit));
                return CommandOutput.Of(hosts, view => HostText.Write(view, hosts));
            });
        });
    }

    /// <summary>"hosts show".</summary>
    public static Command Show(CommandBuilder commands)
    {
        var name = ResourceArguments.Host(commands);
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Show a host and its supported features.", [name, watch], run =>
        {
            var host = ResourceNames.Host(run.Result.GetValue(name)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.OnHosts(run, [host]), async () =>
            {
                var found = await run.Service.Hosts.GetHostAsync(new V1.GetHostRequest { Name = host }, run.Call());
                return CommandOutput.Of(found, view => HostText.Write(view, found));
            });
        });
    }

    /// <summary>"hosts reports".</summary>
    public static Command Reports(CommandBuilder commands)
    {
        var name = ResourceArguments.Host(commands);
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("reports", "List a host's feature reports and what each changed, newest first.", [name, limit, watch], run =>
        {
            var host = ResourceNames.Host(run.Result.GetValue(name)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.OnHosts(run, [host]), async () =>
            {
                var reports = await run.ReadAllAsync<V1.HostReport>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new V1.ListHostReportsRequest { Host = host, PageSize = size, PageToken = token };
                    var response = await run.Service.Hosts.ListHostReportsAsync(request, run.Call());
                    return (response.Reports, response.NextPageToken);
                });
                return CommandOutput.Of(reports, view => HostText.Write(view, reports));
            });
        });
    }

    private static Task<List<V1.Host>> ReadAllAsync(Run run, V1.ListHostsRequest filter, int? limit) =>
        run.ReadAllAsync<V1.Host>(limit, async (size, token) =>
        {
            var request = new V1.ListHostsRequest(filter) { PageSize = size, PageToken = token };
            var response = await run.Service.Hosts.ListHostsAsync(request, run.Call());
            return (response.Hosts, response.NextPageToken);
        });
}
