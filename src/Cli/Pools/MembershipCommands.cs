using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Pools;

/// <summary>"pools add-hosts" and "pools remove-hosts".</summary>
internal static class MembershipCommands
{
    /// <summary>"pools add-hosts".</summary>
    public static Command Add(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.ZeroOrMore);
        var selector = CommonOptions.Selector("Add all hosts in no pool with these labels, instead of naming hosts.");
        var (etag, dryRun) = (CommonOptions.Etag(), CommonOptions.DryRun());
        return commands.Create("add-hosts", "Add hosts to a pool (all or nothing; with --selector, those that fit).", [name, hosts, selector, etag, dryRun], async run =>
        {
            var request = new V1.AddHostsRequest
            {
                Pool = ResourceNames.Pool(run.Result.GetValue(name)!),
                Hosts = { ResourceNames.Hosts(run.Result.GetValue(hosts)) },
                LabelSelector = run.Result.GetValue(selector),
                Etag = run.Result.GetValue(etag),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            RequireHosts(request.Hosts.Count, request.LabelSelector!);
            return await PrintAsync(run, request.ValidateOnly, async () => await run.Service.Pools.AddHostsAsync(request, run.Call()));
        });
    }

    /// <summary>"pools remove-hosts".</summary>
    public static Command Remove(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.ZeroOrMore);
        var selector = CommonOptions.Selector("Remove all members with these labels, instead of naming hosts.");
        var (etag, dryRun, yes) = (CommonOptions.Etag(), CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create("remove-hosts", "Remove hosts from a pool.", [name, hosts, selector, etag, dryRun, yes], async run =>
        {
            var request = new V1.RemoveHostsRequest
            {
                Pool = ResourceNames.Pool(run.Result.GetValue(name)!),
                Hosts = { ResourceNames.Hosts(run.Result.GetValue(hosts)) },
                LabelSelector = run.Result.GetValue(selector),
                Etag = run.Result.GetValue(etag),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            RequireHosts(request.Hosts.Count, request.LabelSelector!);
            var hostsToRemove = request.Hosts.Count > 0 ? string.Join(' ', request.Hosts) : $"all members with {request.LabelSelector}";
            run.Confirm($"remove {hostsToRemove} from {request.Pool}", run.Result.GetValue(yes) || request.ValidateOnly);
            return await PrintAsync(run, request.ValidateOnly, async () => await run.Service.Pools.RemoveHostsAsync(request, run.Call()));
        });
    }

    private static void RequireHosts(int named, string selector)
    {
        if (named > 0 == selector.Length > 0)
        {
            throw new UsageException("specify either hosts or --selector");
        }
    }

    private static async Task<int> PrintAsync(Run run, bool isPreview, Func<Task<V1.PoolChange>> call)
    {
        var change = await UnlessRefusedAsync(isPreview, call);
        run.Printer.Print(ChangeText.Of(change));
        return ChangeText.ExitCodeOf(change);
    }
}
