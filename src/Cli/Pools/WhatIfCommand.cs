using System.CommandLine;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Pools;

/// <summary>"what-if": previews a change of a pool, and applies it.</summary>
internal static class WhatIfCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var add = Hosts(commands, "--add", "Hosts to add.");
        var remove = Hosts(commands, "--remove", "Members to remove.");
        var policy = new PolicyOptions();
        var apply = new Option<bool>("--apply") { Description = "Apply this change, unless the pool has changed since the preview." };
        return commands.Create(
            "what-if",
            "Preview a change of a pool's hosts and policy; --apply applies it. Exits 1 if it would be refused.",
            [pool, add, remove, .. policy.All, apply],
            async run =>
            {
                var (wanted, mask) = policy.Read(run.Result);
                var change = new PlannedChange(
                    ResourceNames.Pool(run.Result.GetValue(pool)!),
                    [.. ResourceNames.Hosts(run.Result.GetValue(add))],
                    [.. ResourceNames.Hosts(run.Result.GetValue(remove))],
                    wanted,
                    mask);
                change.RequireAny();
                return await AnswerAsync(run, change, run.Result.GetValue(apply));
            });
    }

    private static async Task<int> AnswerAsync(Run run, PlannedChange change, bool apply)
    {
        // The etag of the preview is sent with the change.
        var etag = (await PoolReadCommands.GetAsync(run, change.Pool)).Etag;
        var response = await UnlessRefusedAsync(isPreview: true, () => change.SendAsync(run, etag, validateOnly: true));
        if (apply)
        {
            response = await change.SendAsync(run, etag, validateOnly: false);
        }

        run.Printer.Print(ChangeText.Of(response));
        if (!apply && run.Printer.Format is OutputFormat.Table or OutputFormat.Wide)
        {
            await run.Error.WriteLineAsync("levelset: use --apply to apply this change");
        }

        return ChangeText.ExitCodeOf(response);
    }

    private static Option<string[]> Hosts(CommandBuilder commands, string name, string description) =>
        commands.Names.Hosts(new Option<string[]>(name)
        {
            Description = description,
            HelpName = "HOST",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        });
}
