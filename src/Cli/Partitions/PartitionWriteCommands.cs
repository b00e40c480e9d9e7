using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Migrations;
using Levelset.Cli.Output;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions create", "delete" and "record-migration".</summary>
internal static class PartitionWriteCommands
{
    /// <summary>"partitions create".</summary>
    public static Command Create(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var host = ResourceArguments.HostOption(commands, "Target host (default: chosen by the service).");
        var displayName = CommonOptions.DisplayName();
        var nested = CommonOptions.Nested();
        var exclude = CommonOptions.Exclude();
        var requestId = CommonOptions.RequestId("Idempotency key. Generated if omitted.");
        var dryRun = CommonOptions.DryRun();
        return commands.Create(
            "create",
            "Create a partition with the baseline of a pool.",
            [pool, host, displayName, nested, exclude, requestId, dryRun],
            run =>
            {
                var request = new V1.CreatePartitionRequest
                {
                    Pool = ResourceNames.Pool(run.Result.GetValue(pool)!),
                    Host = ResourceNames.HostOrNone(run.Result.GetValue(host)),
                    DisplayName = run.Result.GetValue(displayName) ?? "",
                    Nested = run.Result.GetValue(nested),
                    ExcludedFeatures = { exclude.Read(run.Result) },
                    RequestId = run.Result.GetValue(requestId) ?? Guid.NewGuid().ToString(),
                    ValidateOnly = run.Result.GetValue(dryRun),
                };
                return PrintAsync(
                    run,
                    request.ValidateOnly,
                    async () => await run.Service.Partitions.CreatePartitionAsync(request, run.Call()));
            });
    }

    /// <summary>"partitions delete".</summary>
    public static Command Delete(CommandBuilder commands)
    {
        var name = ResourceArguments.Partition(commands);
        var (etag, dryRun, yes) = (CommonOptions.Etag(), CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create("delete", "Delete a partition and stop its guest.", [name, etag, dryRun, yes], async run =>
        {
            var request = new V1.DeletePartitionRequest
            {
                Name = ResourceNames.Partition(run.Result.GetValue(name)!),
                Etag = run.Result.GetValue(etag),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            run.Confirm($"delete {request.Name} and stop its guest", run.Result.GetValue(yes) || request.ValidateOnly);
            await UnlessRefusedAsync(
                request.ValidateOnly,
                async () => await run.Service.Partitions.DeletePartitionAsync(request, run.Call()));
            run.Printer.Print(Deletion.Of(request.Name, request.ValidateOnly));
            return ExitCode.Ok;
        });
    }

    /// <summary>"partitions record-migration".</summary>
    public static Command RecordMigration(CommandBuilder commands)
    {
        var name = ResourceArguments.Partition(commands);
        var target = ResourceArguments.Host(commands);
        var waivers = new WaiverOptions();
        var dryRun = CommonOptions.DryRun();
        return commands.Create(
            "record-migration",
            "Record that a partition has moved to another host.",
            [name, target, .. waivers.All, dryRun],
            run =>
            {
                var request = new V1.RecordMigrationRequest
                {
                    Partition = ResourceNames.Partition(run.Result.GetValue(name)!),
                    TargetHost = ResourceNames.Host(run.Result.GetValue(target)!),
                    Waivers = { waivers.Features(run.Result) },
                    PoolWaiver = waivers.Pool(run.Result),
                    ValidateOnly = run.Result.GetValue(dryRun),
                };
                return PrintAsync(
                    run,
                    request.ValidateOnly,
                    async () => await run.Service.Partitions.RecordMigrationAsync(request, run.Call()));
            });
    }

    private static async Task<int> PrintAsync(Run run, bool isPreview, Func<Task<V1.Partition>> call)
    {
        var partition = await UnlessRefusedAsync(isPreview, call);
        run.Printer.Print(CommandOutput.Of(partition, view => PartitionText.Write(view, partition)).MarkPreview(isPreview));
        return ExitCode.Ok;
    }
}
