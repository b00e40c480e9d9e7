using System.CommandLine;
using Grpc.Core;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.Migrations;

/// <summary>"check": checks whether a partition can move to hosts.</summary>
internal static class CheckCommand
{
    // The limit of the service for one call.
    private const int BatchSize = 10_000;

    public static Command Create(CommandBuilder commands)
    {
        var partition = ResourceArguments.Partition(commands);
        var targets = ResourceArguments.Hosts(commands, ArgumentArity.OneOrMore, "Target host(s).");
        var waivers = new WaiverOptions();
        return commands.Create(
            "check",
            "Check whether a partition can move to a host, and list all reasons if it cannot. Exits 1 if not.",
            [partition, targets, .. waivers.All],
            async run =>
            {
                var name = ResourceNames.Partition(run.Result.GetValue(partition)!);
                var features = waivers.Features(run.Result).ToList();
                var pairs = ResourceNames.Hosts(run.Result.GetValue(targets)).Select(target => new V1.CheckMigrationRequest
                {
                    Partition = name,
                    TargetHost = target,
                    Waivers = { features },
                    PoolWaiver = waivers.Pool(run.Result),
                }).ToList();
                return pairs.Count == 1 ? await CheckAsync(run, pairs[0]) : await CheckAllAsync(run, pairs);
            });
    }

    private static async Task<int> CheckAsync(Run run, V1.CheckMigrationRequest pair)
    {
        var verdict = await run.Service.Migrations.CheckMigrationAsync(pair, run.Call());
        run.Printer.Print(CommandOutput.Of(verdict, view => VerdictText.Write(view, verdict)));
        return verdict.Compatible ? ExitCode.Ok : ExitCode.No;
    }

    private static async Task<int> CheckAllAsync(Run run, List<V1.CheckMigrationRequest> pairs)
    {
        var results = new List<V1.MigrationResult>();
        using (var progress = run.Progress())
        {
            foreach (var batch in pairs.Chunk(BatchSize))
            {
                var offset = (uint)results.Count;
                using var call = run.Service.Migrations.BatchCheckMigrations(new V1.BatchCheckMigrationsRequest { Pairs = { batch } }, run.Call());
                await foreach (var response in call.ResponseStream.ReadAllAsync(run.Cancellation))
                {
                    results.AddRange(response.Results.Select(result => new V1.MigrationResult(result) { Index = result.Index + offset }));
                    progress.Report($"{results.Count} of {pairs.Count} checked");
                }
            }
        }

        run.Printer.Print(CommandOutput.Of(results, view => VerdictText.Write(view, results, pairs)));
        return ExitCodeOf(results);
    }

    private static int ExitCodeOf(List<V1.MigrationResult> results)
    {
        var errors = results.Where(result => result.Error is not null).Select(result => result.Error.Reason).ToList();
        return errors.Any(reason => reason.EndsWith("_NOT_FOUND", StringComparison.Ordinal)) ? ExitCode.NotFound
            : errors.Count > 0 ? ExitCode.Refused
            : results.TrueForAll(result => result.Verdict.Compatible) ? ExitCode.Ok
            : ExitCode.No;
    }
}
