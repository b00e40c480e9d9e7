using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Levelset.Model;

namespace Levelset.Api.Tests.Histories;

/// <summary>Plays the steps of a history against the service, each after its preview where it has one.</summary>
internal sealed class ServiceFleet(TestService service, IReadOnlyDictionary<string, TestAgent> agents)
{
    private readonly Dictionary<string, string> partitions = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task CreateAsync(NaivePool pool) => await service.Pools.CreatePoolAsync(
        new CreatePoolRequest
        {
            PoolId = pool.Name,
            Pool = new Pool
            {
                Architecture = pool.FixedArm!.Value ? Architecture.Arm64 : Architecture.X8664,
                Vendor = pool.FixedVendor ?? "",
                Policy = ToPolicy(pool.Policy),
            },
        },
        cancellationToken: Cancel);

    /// <summary>Does a step. False = refused.</summary>
    public async Task<bool> PlayAsync(HistoryStep step, NaiveFleet before)
    {
        switch (step)
        {
            case HistoryStep.Report report:
                await agents[report.Host].ReportAsync(ToWords(report.Reading));
                return true;
            case HistoryStep.Join join:
                var add = new AddHostsRequest { Pool = $"pools/{join.Pool}", Hosts = { $"hosts/{join.Host}" } };
                return await ChangeAsync(preview =>
                {
                    add.ValidateOnly = preview;
                    return service.Pools.AddHostsAsync(add, cancellationToken: Cancel).ResponseAsync;
                });
            case HistoryStep.Leave leave when before.Host(leave.Host).Pool is { } pool:
                var remove = new RemoveHostsRequest { Pool = $"pools/{pool.Name}", Hosts = { $"hosts/{leave.Host}" } };
                return await ChangeAsync(preview =>
                {
                    remove.ValidateOnly = preview;
                    return service.Pools.RemoveHostsAsync(remove, cancellationToken: Cancel).ResponseAsync;
                });
            case HistoryStep.Change change:
                var update = new UpdatePoolPolicyRequest
                {
                    Pool = $"pools/{change.Pool}",
                    Policy = ToPolicy(change.Policy),
                    UpdateMask = new FieldMask { Paths = { "*" } },
                };
                return await ChangeAsync(preview =>
                {
                    update.ValidateOnly = preview;
                    return service.Pools.UpdatePoolPolicyAsync(update, cancellationToken: Cancel).ResponseAsync;
                });
            case HistoryStep.Raise raise:
                var request = new RaiseBaselineRequest { Pool = $"pools/{raise.Pool}" };
                return await ChangeAsync(preview =>
                {
                    request.ValidateOnly = preview;
                    return service.Pools.RaiseBaselineAsync(request, cancellationToken: Cancel).ResponseAsync;
                });
            case HistoryStep.Create create:
                return await CreateAsync(create);
            case HistoryStep.Close close when partitions.Remove(close.Partition, out var name):
                await service.Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = name }, cancellationToken: Cancel);
                return true;
            default:
                return step is HistoryStep.Leave;
        }
    }

    public Task<Partition> PartitionAsync(string partition) => service.Partitions
        .GetPartitionAsync(new GetPartitionRequest { Name = partitions[partition] }, cancellationToken: Cancel).ResponseAsync;

    /// <summary>The words as "word:bit".</summary>
    public static IEnumerable<string> Names(Words? words, bool arm)
    {
        string[] names = ["bank0", "bank1", "xsave"];
        var bits = words?.ToBits(arm) ?? [];
        return Enumerable.Range(0, bits.Length).Where(bit => bits[bit]).Select(bit => $"{names[bit / 64]}:{bit % 64}");
    }

    public static FeatureWords ToWords(Offering offering) => new(
        new Core.Features.FeatureSet(
            offering.Arm ? Core.Features.Architecture.Arm64 : Core.Features.Architecture.X86_64,
            [offering.Words.Bank0, offering.Words.Bank1],
            offering.Words.Xsave),
        offering.Vendor);

    private async Task<bool> CreateAsync(HistoryStep.Create create)
    {
        var arm = agents[create.Host].Offers.Architecture == Architecture.Arm64;
        var request = new CreatePartitionRequest
        {
            Pool = $"pools/{create.Pool}",
            Host = $"hosts/{create.Host}",
            Nested = create.Nested,
            ExcludedFeatures = { Names(create.Without, arm) },
        };
        var (partition, _) = await TryAsync(
            () => service.Partitions.CreatePartitionAsync(request, cancellationToken: Cancel).ResponseAsync);
        if (partition is not null)
        {
            partitions.Add(create.Partition, partition.Name);
        }

        return partition is not null;
    }

    // Invariant 8: a preview and the change that follows it say the same, and so do two refusals.
    private static async Task<bool> ChangeAsync(Func<bool, Task<PoolChange>> call)
    {
        var (preview, refusedPreview) = await TryAsync(() => call(true));
        var (made, refused) = await TryAsync(() => call(false));
        Assert.Equal(refused, refusedPreview);
        if (made is null)
        {
            return false;
        }

        Assert.True(preview!.ValidateOnly);
        made.ValidateOnly = true;
        made.Pool.Etag = preview.Pool.Etag;
        Assert.Equal(made, preview);
        return true;
    }

    private static async Task<(T? Answer, string? Refusal)> TryAsync<T>(Func<Task<T>> call)
        where T : class, IMessage
    {
        try
        {
            return (await call(), null);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return (null, exception.Status.Detail);
        }
    }

    private static PoolPolicy ToPolicy(Policy policy) => new()
    {
        Join = policy.JoinRejects ? PoolPolicy.Types.Join.Reject : PoolPolicy.Types.Join.LevelDown,
        Drift = policy.DriftLowers ? PoolPolicy.Types.Drift.LevelDown : PoolPolicy.Types.Drift.Quarantine,
        Raise = policy.RaisesAlone ? PoolPolicy.Types.Raise.Automatic : PoolPolicy.Types.Raise.Manual,
        ReservedBits = policy.ReservedOff ? PoolPolicy.Types.ReservedBits.Disable : PoolPolicy.Types.ReservedBits.HypervisorDefault,
        ExcludedFeatures = { Names(policy.Excluded, policy.Arm) },
        FloorFeatures = { Names(policy.Floor, policy.Arm) },
    };
}
