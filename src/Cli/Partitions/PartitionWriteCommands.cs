using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Migrations;
using Levelset.Cli.Output;
using Levelset.V1;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions create", "delete" and "record-migration".</summary>
internal static class PartitionWriteCommands
{
    /// <summary>"partitions create".</summary>
    public static Command Create(Commands commands)
    {
        var pool = PoolArguments.One(commands);
        var host = HostArguments.Option(commands, "Where; a ready member that the service picks when not given.");
        var displayName = new Option<string>("--display-name")
        {
            Description = "The partition's name for people.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        var creation = new CreationOptions();
        var requestId = new Option<string?>("--request-id")
        {
            Description = "Makes the call repeatable: the same id and content give the same partition. Made up when not given.",
            HelpName = "ID",
        };
        var dryRun = CommonOptions.DryRun();
        return commands.Create(
            "create",
            "Creates a partition with its pool's baseline.",
            [pool, host, displayName, creation.Nested, creation.Exclude, requestId, dryRun],
            run =>
            {
                var request = new CreatePartitionRequest
                {
                    Pool = ResourceNames.Pool(run.Result.GetValue(pool)!),
                    Host = ResourceNames.HostOrNone(run.Result.GetValue(host)),
                    DisplayName = run.Result.GetValue(displayName),
                    Nested = run.Result.GetValue(creation.Nested),
                    ExcludedFeatures = { creation.Excluded(run.Result) },
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
    public static Command Delete(Commands commands)
    {
        var name = PartitionArguments.One(commands);
        var (etag, dryRun, yes) = (CommonOptions.Etag(), CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create("delete", "Closes a partition on its host.", [name, etag, dryRun, yes], async run =>
        {
            var request = new DeletePartitionRequest
            {
                Name = ResourceNames.Partition(run.Result.GetValue(name)!),
                Etag = run.Result.GetValue(etag),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            run.Confirm($"close {request.Name} with all that runs in it", run.Result.GetValue(yes) || request.ValidateOnly);
            await UnlessRefusedAsync(
                request.ValidateOnly,
                async () => await run.Service.Partitions.DeletePartitionAsync(request, run.Call()));
            run.Printer.Print(Deletion.Of(request.Name, request.ValidateOnly));
            return ExitCode.Ok;
        });
    }

    /// <summary>"partitions record-migration".</summary>
    public static Command RecordMigration(Commands commands)
    {
        var name = PartitionArguments.One(commands);
        var target = HostArguments.One(commands);
        var waivers = new WaiverOptions();
        var dryRun = CommonOptions.DryRun();
        return commands.Create(
            "record-migration",
            "Tells the service that a partition has been moved to a host.",
            [name, target, .. waivers.All, dryRun],
            run =>
            {
                var request = new RecordMigrationRequest
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

    private static async Task<int> PrintAsync(Run run, bool isPreview, Func<Task<Partition>> call)
    {
        var partition = await UnlessRefusedAsync(isPreview, call);
        run.Printer.Print(Answer.Of(partition, page =>
        {
            if (isPreview)
            {
                page.Line("preview; nothing was changed", Tone.Warning).Gap();
            }

            PartitionText.Write(page, partition);
        }));
        return ExitCode.Ok;
    }
}
