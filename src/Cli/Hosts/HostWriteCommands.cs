using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Hosts;

/// <summary>"hosts cordon", "uncordon", "label" and "remove".</summary>
internal static class HostWriteCommands
{
    /// <summary>"hosts cordon".</summary>
    public static Command Cordon(CommandBuilder commands) =>
        Cordon(commands, "cordon", "Mark hosts unschedulable.", cordoned: true);

    /// <summary>"hosts uncordon".</summary>
    public static Command Uncordon(CommandBuilder commands) =>
        Cordon(commands, "uncordon", "Mark hosts schedulable.", cordoned: false);

    /// <summary>"hosts label".</summary>
    public static Command Label(CommandBuilder commands)
    {
        var name = ResourceArguments.Host(commands);
        var changes = new Argument<string[]>("LABEL")
        {
            Description = "KEY=VALUE sets a label, KEY- removes it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var dryRun = CommonOptions.DryRun();
        return commands.Create("label", "Set or remove labels of a host.", [name, changes, dryRun], async run =>
        {
            var host = await run.Service.Hosts.GetHostAsync(
                new V1.GetHostRequest { Name = ResourceNames.Host(run.Result.GetValue(name)!) },
                run.Call());

            // The etag protects labels that others set in the meantime.
            var wanted = new V1.Host { Name = host.Name, Etag = host.Etag, Labels = { host.Labels } };
            Apply(wanted, run.Result.GetValue(changes)!);
            return await UpdateAsync(run, [wanted], "labels", run.Result.GetValue(dryRun));
        });
    }

    /// <summary>"hosts remove".</summary>
    public static Command Remove(CommandBuilder commands)
    {
        var name = ResourceArguments.Host(commands);
        var (etag, dryRun, yes) = (CommonOptions.Etag(), CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create(
            "remove",
            "Remove a host that is in no pool, has no partitions and no connected agent.",
            [name, etag, dryRun, yes],
            async run =>
            {
                var request = new V1.DeleteHostRequest
                {
                    Name = ResourceNames.Host(run.Result.GetValue(name)!),
                    Etag = run.Result.GetValue(etag),
                    ValidateOnly = run.Result.GetValue(dryRun),
                };
                run.Confirm($"remove {request.Name} and its reports", run.Result.GetValue(yes) || request.ValidateOnly);
                await UnlessRefusedAsync(request.ValidateOnly, async () => await run.Service.Hosts.DeleteHostAsync(request, run.Call()));
                run.Printer.Print(Deletion.Of(request.Name, request.ValidateOnly));
                return ExitCode.Ok;
            });
    }

    private static Command Cordon(CommandBuilder commands, string word, string description, bool cordoned)
    {
        var names = ResourceArguments.Hosts(commands, ArgumentArity.OneOrMore);
        var dryRun = CommonOptions.DryRun();
        return commands.Create(word, description, [names, dryRun], run => UpdateAsync(
            run,
            ResourceNames.Hosts(run.Result.GetValue(names)).Select(name => new V1.Host { Name = name, Cordoned = cordoned }).ToList(),
            "cordoned",
            run.Result.GetValue(dryRun)));
    }

    private static async Task<int> UpdateAsync(Run run, IEnumerable<V1.Host> hosts, string field, bool isPreview)
    {
        var updated = new List<V1.Host>();
        foreach (var host in hosts)
        {
            var request = new V1.UpdateHostRequest { Host = host, UpdateMask = FieldMask.FromString(field), ValidateOnly = isPreview };
            try
            {
                updated.Add(await UnlessRefusedAsync(isPreview, async () => await run.Service.Hosts.UpdateHostAsync(request, run.Call())));
            }
            catch (RpcException) when (updated.Count > 0 && !isPreview)
            {
                await run.Error.WriteLineAsync($"levelset: changed before the error: {string.Join(' ', updated.Select(one => one.Name))}");
                throw;
            }
        }

        run.Printer.Print(CommandOutput.Of(updated, view => HostText.WriteChanged(view, updated)).MarkPreview(isPreview));
        return ExitCode.Ok;
    }

    private static void Apply(V1.Host host, IEnumerable<string> changes)
    {
        var errors = new List<string>();
        foreach (var change in changes)
        {
            if (change.Split('=', 2) is [{ Length: > 0 } key, var value])
            {
                host.Labels[key] = value;
            }
            else if (change.Length > 1 && change.EndsWith('-') && !change.Contains('=', StringComparison.Ordinal))
            {
                host.Labels.Remove(change[..^1]);
            }
            else
            {
                errors.Add(ValueRules.Invalid("LABEL", change, "KEY=VALUE or KEY-"));
            }
        }

        UsageException.ThrowIfAny(errors);
    }
}
