using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Pools;

/// <summary>"raise": raises a baseline to what all members support.</summary>
internal static class RaiseCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var (dryRun, yes) = (CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create(
            "raise",
            "Raise a pool's baseline to what all members support, after a preview. Running partitions keep their features.",
            [pool, dryRun, yes],
            async run =>
            {
                var name = ResourceNames.Pool(run.Result.GetValue(pool)!);
                var (isPreview, isConfirmed) = (run.Result.GetValue(dryRun), run.Result.GetValue(yes));
                var etag = (await PoolReadCommands.GetAsync(run, name)).Etag;
                if (!isPreview && !isConfirmed)
                {
                    await AskAsync(run, name, etag);
                }

                var change = await UnlessRefusedAsync(isPreview, () => SendAsync(run, name, etag, isPreview));
                run.Printer.Print(ChangeText.Of(change));
                return ExitCode.Ok;
            });
    }

    // The etag ties the change to the preview that the user confirms.
    private static async Task AskAsync(Run run, string pool, string etag)
    {
        if (run.Printer.Terminal.CanPrompt)
        {
            var view = new TextView(isWide: false, run.Printer.Terminal.Width);
            ChangeText.Write(view, await SendAsync(run, pool, etag, validateOnly: true));
            await run.Error.WriteAsync(view.Render());
        }

        run.Confirm($"raise {pool}", isConfirmed: false);
    }

    private static async Task<V1.PoolChange> SendAsync(Run run, string pool, string etag, bool validateOnly) =>
        await run.Service.Pools.RaiseBaselineAsync(
            new V1.RaiseBaselineRequest { Pool = pool, Etag = etag, ValidateOnly = validateOnly },
            run.Call());
}
