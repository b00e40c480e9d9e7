using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Partitions;

/// <summary>PartitionService over gRPC.</summary>
internal sealed class PartitionGrpcService(PartitionOperations partitions) : V1.PartitionService.PartitionServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.Partition> CreatePartition(V1.CreatePartitionRequest request, ServerCallContext context) =>
        partitions.CreatePartitionAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Partition> GetPartition(V1.GetPartitionRequest request, ServerCallContext context) =>
        partitions.GetPartitionAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListPartitionsResponse> ListPartitions(V1.ListPartitionsRequest request, ServerCallContext context) =>
        partitions.ListPartitionsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Empty> DeletePartition(V1.DeletePartitionRequest request, ServerCallContext context) =>
        partitions.DeletePartitionAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Partition> RecordMigration(V1.RecordMigrationRequest request, ServerCallContext context) =>
        partitions.RecordMigrationAsync(request, Caller.Of(context), context.CancellationToken);
}
