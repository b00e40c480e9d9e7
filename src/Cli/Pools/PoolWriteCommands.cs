using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using static Levelset.Cli.Errors.RefusedPreviewException;

namespace Levelset.Cli.Pools;

/// <summary>"pools create", "update", "policy" and "delete".</summary>
internal static class PoolWriteCommands
{
    /// <summary>"pools create".</summary>
    public static Command Create(CommandBuilder commands)
    {
        var name = new Argument<string>("POOL") { Description = "Name: 1 to 63 characters of a-z, 0-9 and '-'." };
        var displayName = CommonOptions.DisplayName();
        var architecture = CommonOptions.Architecture("Set the architecture now (default: taken from the first host).");
        var vendor = new Option<string>("--vendor")
        {
            Description = "Set the vendor now, such as GenuineIntel (default: taken from the first host).",
            HelpName = "VENDOR",
            DefaultValueFactory = _ => "",
        };
        var requestId = CommonOptions.RequestId("Idempotency key.");
        var policy = new PolicyOptions();
        var dryRun = CommonOptions.DryRun();
        return commands.Create(
            "create",
            "Create an empty pool.",
            [name, displayName, architecture, vendor, .. policy.All, requestId, dryRun],
            async run =>
            {
                var pool = new V1.Pool
                {
                    DisplayName = run.Result.GetValue(displayName) ?? "",
                    Architecture = run.Result.GetValue(architecture) switch
                    {
                        "x86_64" => V1.Architecture.X8664,
                        "arm64" => V1.Architecture.Arm64,
                        _ => V1.Architecture.Unspecified,
                    },
                    Vendor = run.Result.GetValue(vendor),
                    Policy = policy.Read(run.Result).Policy,
                };
                var request = new V1.CreatePoolRequest
                {
                    PoolId = ResourceNames.Short(ResourceNames.Pool(run.Result.GetValue(name)!)),
                    Pool = pool,
                    RequestId = run.Result.GetValue(requestId) ?? "",
                    ValidateOnly = run.Result.GetValue(dryRun),
                };
                return await PrintAsync(run, request.ValidateOnly, async () => await run.Service.Pools.CreatePoolAsync(request, run.Call()));
            });
    }

    /// <summary>"pools update".</summary>
    public static Command Update(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var displayName = CommonOptions.DisplayName();
        displayName.Required = true;
        var (etag, dryRun) = (CommonOptions.Etag(), CommonOptions.DryRun());
        return commands.Create("update", "Rename a pool.", [name, displayName, etag, dryRun], async run =>
        {
            var request = new V1.UpdatePoolRequest
            {
                Pool = new V1.Pool
                {
                    Name = ResourceNames.Pool(run.Result.GetValue(name)!),
                    DisplayName = run.Result.GetValue(displayName),
                    Etag = run.Result.GetValue(etag),
                },
                UpdateMask = FieldMask.FromString("display_name"),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            return await PrintAsync(run, request.ValidateOnly, async () => await run.Service.Pools.UpdatePoolAsync(request, run.Call()));
        });
    }

    /// <summary>"pools policy".</summary>
    public static Command Policy(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var policy = new PolicyOptions();
        var (etag, dryRun) = (CommonOptions.Etag(), CommonOptions.DryRun());
        return commands.Create(
            "policy",
            "Change a pool's policy and show the effect on its baseline.",
            [name, .. policy.All, etag, dryRun],
            async run =>
            {
                var (wanted, mask) = policy.Read(run.Result);
                if (mask.Count == 0)
                {
                    throw new UsageException(
                        "nothing to change: use --join, --drift, --raise, --reserved-bits, --exclude or --floor; 'levelset pools show' shows the policy");
                }

                var request = new V1.UpdatePoolPolicyRequest
                {
                    Pool = ResourceNames.Pool(run.Result.GetValue(name)!),
                    Policy = wanted,
                    UpdateMask = FieldMask.FromStringEnumerable<V1.PoolPolicy>(mask),
                    Etag = run.Result.GetValue(etag),
                    ValidateOnly = run.Result.GetValue(dryRun),
                };
                var change = await UnlessRefusedAsync(
                    request.ValidateOnly,
                    async () => await run.Service.Pools.UpdatePoolPolicyAsync(request, run.Call()));
                run.Printer.Print(ChangeText.Of(change));
                return ChangeText.ExitCodeOf(change);
            });
    }

    /// <summary>"pools delete".</summary>
    public static Command Delete(CommandBuilder commands)
    {
        var name = ResourceArguments.Pool(commands);
        var (etag, dryRun, yes) = (CommonOptions.Etag(), CommonOptions.DryRun(), CommonOptions.Yes());
        return commands.Create("delete", "Delete a pool that has no hosts and no partitions.", [name, etag, dryRun, yes], async run =>
        {
            var request = new V1.DeletePoolRequest
            {
                Name = ResourceNames.Pool(run.Result.GetValue(name)!),
                Etag = run.Result.GetValue(etag),
                ValidateOnly = run.Result.GetValue(dryRun),
            };
            run.Confirm($"delete {request.Name} and its baselines", run.Result.GetValue(yes) || request.ValidateOnly);
            await UnlessRefusedAsync(request.ValidateOnly, async () => await run.Service.Pools.DeletePoolAsync(request, run.Call()));
            run.Printer.Print(Deletion.Of(request.Name, request.ValidateOnly));
            return ExitCode.Ok;
        });
    }

    private static async Task<int> PrintAsync(Run run, bool isPreview, Func<Task<V1.Pool>> call)
    {
        var pool = await UnlessRefusedAsync(isPreview, call);
        run.Printer.Print(CommandOutput.Of(pool, view => PoolText.Write(view, pool)).MarkPreview(isPreview));
        return ExitCode.Ok;
    }
}
