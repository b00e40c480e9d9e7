using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Model;

namespace Levelset.Api.Tests.Histories;

/// <summary>Plays the steps of a history against the service, each after its preview where it has one.</summary>
internal sealed class ServiceFleet
{
    private readonly TestService service;
    private readonly IReadOnlyDictionary<string, TestAgent> agents;
    private readonly Dictionary<string, string> partitions = [];

    // Whose agent holds a partition's descriptor, until it moves.
    private readonly Dictionary<string, string> holders = [];
    private readonly HashSet<string> heard = [];

    private readonly Func<string, Task> untilSilentAsync;

    public ServiceFleet(TestService service, IReadOnlyDictionary<string, TestAgent> agents, Func<string, Task> untilSilentAsync)
    {
        (this.service, this.agents, this.untilSilentAsync) = (service, agents, untilSilentAsync);
        foreach (var agent in agents.Values)
        {
            AnswerOnce(agent);
        }
    }

    /// <summary>The hosts whose agents have spoken in the last step.</summary>
    public IReadOnlyCollection<string> Heard => heard;

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
        heard.Clear();
        switch (step)
        {
            case HistoryStep.Report report:
                await agents[report.Host].ReportAsync(ToWords(report.Reading));
                heard.Add(report.Host);
                return true;
            case HistoryStep.Silence { Silent: true } silence:
                await SilenceAsync(silence.Host, before);
                return true;
            case HistoryStep.Silence silence:
                await HearAsync(silence.Host);
                return true;
            case HistoryStep.Cordon cordon:
                await CordonAsync(cordon);
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
            case HistoryStep.Move move:
                return await MoveAsync(move, before);
            case HistoryStep.Close close when partitions.Remove(close.Partition, out var name):
                await service.Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = name }, cancellationToken: Cancel);
                if (holders.Remove(close.Partition, out var holder))
                {
                    await HearAsync(holder);
                }

                return true;
            default:
                return step is HistoryStep.Leave;
        }
    }

    /// <summary>`partitions/{partition}`.</summary>
    public string NameOf(NaivePartition partition) => partitions[partition.Name];

    /// <summary>The words as "word:bit".</summary>
    public static IEnumerable<string> Names(Words? words, bool arm)
    {
        var bits = words?.ToBits(arm) ?? [];
        return Enumerable.Range(0, bits.Length).Where(bit => bits[bit]).Select(NameOf);
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
            holders.Add(create.Partition, create.Host);
        }

        return partition is not null;
    }

    private async Task<bool> MoveAsync(HistoryStep.Move move, NaiveFleet before)
    {
        var request = new RecordMigrationRequest
        {
            Partition = partitions[move.Partition],
            TargetHost = $"hosts/{move.Host}",
            PoolWaiver = move.PoolWaived ? "in this history" : "",
            ValidateOnly = true,
        };
        var waived = Waived(before.Partitions[move.Partition], before.Host(move.Host), move.Waived);
        request.Waivers.AddRange(waived.Select(feature => new FeatureWaiver { Feature = feature, Reason = "in this history" }));
        await CheckAsync(request, move, before);
        var (preview, refusedPreview) = await TryAsync(RecordAsync);
        request.ValidateOnly = false;
        var (moved, refused) = await TryAsync(RecordAsync);
        Assert.Equal(refused, refusedPreview);
        if (moved is null)
        {
            return false;
        }

        moved.Etag = preview!.Etag;
        Assert.Equal(moved, preview);
        if (before.Partitions[move.Partition].Host.Name != move.Host && holders.Remove(move.Partition, out var source))
        {
            await agents[source].NextAsync(message => message.Command is { Delete: not null } command && command.Partition == moved.Name);
            await HearAsync(source);
        }

        return true;

        Task<Partition> RecordAsync() => service.Partitions.RecordMigrationAsync(request, cancellationToken: Cancel).ResponseAsync;
    }

    // Before a move it is asked whether the host is ready; when it is done, that is too late.
    private async Task CheckAsync(RecordMigrationRequest move, HistoryStep.Move step, NaiveFleet before)
    {
        var request = new CheckMigrationRequest { Partition = move.Partition, TargetHost = move.TargetHost, PoolWaiver = move.PoolWaiver };
        request.Waivers.AddRange(move.Waivers);
        var (verdict, _) = await TryAsync(() => service.Migrations.CheckMigrationAsync(request, cancellationToken: Cancel).ResponseAsync);
        var (partition, host) = (before.Partitions[step.Partition], before.Host(step.Host));
        var expected = host.Reading is not null
            && NaiveJudge.Judge(partition, host, step.Waived.ToBits(partition.Arm), step.PoolWaived).Possible;
        Assert.True(expected == (verdict?.Compatible ?? false), $"{step}: the verdict is {verdict}");
    }

    // What has to be waived comes first, for a call takes no more than 100.
    private static IEnumerable<string> Waived(NaivePartition partition, NaiveHost host, Words waived)
    {
        var needs = Facts.Of(partition.Arm).Needs.Select(need => need.Feature).ToHashSet();
        var asked = waived.ToBits(partition.Arm);
        return Enumerable.Range(0, asked.Length)
            .Where(bit => asked[bit] && partition.Features[bit])
            .OrderBy(bit => bit < host.Offers.Length && host.Offers[bit])
            .ThenByDescending(needs.Contains)
            .Take(100)
            .Select(NameOf);
    }

    private async Task CordonAsync(HistoryStep.Cordon cordon)
    {
        var request = new UpdateHostRequest
        {
            Host = new Host { Name = $"hosts/{cordon.Host}", Cordoned = cordon.Cordoned },
            UpdateMask = new FieldMask { Paths = { "cordoned" } },
            ValidateOnly = true,
        };
        var preview = await service.Hosts.UpdateHostAsync(request, cancellationToken: Cancel);
        request.ValidateOnly = false;
        var made = await service.Hosts.UpdateHostAsync(request, cancellationToken: Cancel);
        made.Etag = preview.Etag;

        // Its replica goes on renewing.
        made.LastSeenTime = preview.LastSeenTime;
        Assert.Equal(made, preview);
    }

    // All who are not silent speak before and in the middle, the one that falls silent only before: nothing of its agent is under way then.
    private async Task SilenceAsync(string host, NaiveFleet before)
    {
        var speaking = before.Hosts.Where(one => !one.Silent).Select(one => one.Name).ToList();
        await Task.WhenAll(speaking.Select(HearAsync));
        service.Time.Advance(TestService.Options.SilenceTimeout / 2);
        await Task.WhenAll(speaking.Where(one => one != host).Select(HearAsync));
        service.Time.Advance((TestService.Options.SilenceTimeout / 2) + TimeSpan.FromSeconds(1));
        await untilSilentAsync(host);
        heard.Clear();
    }

    private Task HearAsync(string host)
    {
        heard.Add(host);
        return agents[host].HeartbeatAsync();
    }

    // A command may come twice, and a host that answered once more at its own time would be heard of at no time that is known here.
    private static void AnswerOnce(TestAgent agent)
    {
        var answered = new HashSet<string>();
        agent.Answer = message =>
            answered.Add(message.MessageId) && (message.Command.Create is not null || agent.Held.ContainsKey(message.Command.Partition))
                ? agent.CarryOut(message)
                : null;
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

    private static string NameOf(int bit) => $"{(bit / 64) switch { 0 => "bank0", 1 => "bank1", _ => "xsave" }}:{bit % 64}";

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
