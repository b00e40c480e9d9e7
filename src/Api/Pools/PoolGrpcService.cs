using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>PoolService over gRPC.</summary>
internal sealed class PoolGrpcService(PoolOperations pools, Watches watches, PoolWatch watch) : V1.PoolService.PoolServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.Pool> CreatePool(V1.CreatePoolRequest request, ServerCallContext context) =>
        pools.CreatePoolAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Pool> GetPool(V1.GetPoolRequest request, ServerCallContext context) =>
        pools.GetPoolAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListPoolsResponse> ListPools(V1.ListPoolsRequest request, ServerCallContext context) =>
        pools.ListPoolsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Pool> UpdatePool(V1.UpdatePoolRequest request, ServerCallContext context) =>
        pools.UpdatePoolAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Empty> DeletePool(V1.DeletePoolRequest request, ServerCallContext context) =>
        pools.DeletePoolAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolChange> AddHosts(V1.AddHostsRequest request, ServerCallContext context) =>
        pools.AddHostsAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolChange> RemoveHosts(V1.RemoveHostsRequest request, ServerCallContext context) =>
        pools.RemoveHostsAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolChange> UpdatePoolPolicy(V1.UpdatePoolPolicyRequest request, ServerCallContext context) =>
        pools.UpdatePoolPolicyAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolChange> ChangePool(V1.ChangePoolRequest request, ServerCallContext context) =>
        pools.ChangePoolAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolChange> RaiseBaseline(V1.RaiseBaselineRequest request, ServerCallContext context) =>
        pools.RaiseBaselineAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.FeatureDiff> CompareBaselines(V1.CompareBaselinesRequest request, ServerCallContext context) =>
        pools.CompareBaselinesAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Baseline> GetBaseline(V1.GetBaselineRequest request, ServerCallContext context) =>
        pools.GetBaselineAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListBaselinesResponse> ListBaselines(V1.ListBaselinesRequest request, ServerCallContext context) =>
        pools.ListBaselinesAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PoolExplanation> ExplainPool(V1.ExplainPoolRequest request, ServerCallContext context) =>
        pools.ExplainPoolAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchPools(
        V1.WatchPoolsRequest request,
        IServerStreamWriter<V1.PoolEvent> responseStream,
        ServerCallContext context)
    {
        var errors = new ValidationErrors();
        var token = Watches.ReadToken(request.ResumeToken, errors);
        var filter = WatchFilter.Read(request.Names, NameReader.ReadPool, owner: null, errors);
        errors.ThrowIfAny();
        return watches.RunAsync(
            watch,
            filter,
            token,
            (type, id, resume, row, pool) => new V1.PoolEvent
            {
                Type = type,
                EventId = id,
                ResumeToken = resume,
                EventTime = row?.Time.ToTimestamp(),
                Pool = pool,
            },
            responseStream,
            context.CancellationToken);
    }
}
