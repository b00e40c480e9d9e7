using Grpc.Core;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Planning;

/// <summary>PlanningService over gRPC.</summary>
internal sealed class PlanningGrpcService(PlanningOperations planning) : V1.PlanningService.PlanningServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.FeatureComparison> CompareFeatures(V1.CompareFeaturesRequest request, ServerCallContext context) =>
        planning.CompareFeaturesAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PreviewJoinResponse> PreviewJoin(V1.PreviewJoinRequest request, ServerCallContext context) =>
        planning.PreviewJoinAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.SuggestPoolsResponse> SuggestPools(V1.SuggestPoolsRequest request, ServerCallContext context) =>
        planning.SuggestPoolsAsync(request, context.CancellationToken);
}
