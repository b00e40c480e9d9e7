using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Activities;

/// <summary>ActivityService over gRPC.</summary>
internal sealed class ActivityGrpcService(ActivityOperations activities) : V1.ActivityService.ActivityServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.ListActivitiesResponse> ListActivities(V1.ListActivitiesRequest request, ServerCallContext context) =>
        activities.ListActivitiesAsync(request, context.CancellationToken);
}
