using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>MigrationService over gRPC.</summary>
internal sealed class MigrationGrpcService(MigrationOperations migrations) : V1.MigrationService.MigrationServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.Verdict> CheckMigration(V1.CheckMigrationRequest request, ServerCallContext context) =>
        migrations.CheckMigrationAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListTargetsResponse> ListTargets(V1.ListTargetsRequest request, ServerCallContext context) =>
        migrations.ListTargetsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.CheckEvacuationResponse> CheckEvacuation(V1.CheckEvacuationRequest request, ServerCallContext context) =>
        migrations.CheckEvacuationAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.PartitionMobility> GetPartitionMobility(V1.GetPartitionMobilityRequest request, ServerCallContext context) =>
        migrations.GetPartitionMobilityAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListPowerCyclesResponse> ListPowerCycles(V1.ListPowerCyclesRequest request, ServerCallContext context) =>
        migrations.ListPowerCyclesAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task BatchCheckMigrations(
        V1.BatchCheckMigrationsRequest request,
        IServerStreamWriter<V1.BatchCheckMigrationsResponse> responseStream,
        ServerCallContext context)
    {
        // All has been read, so that a slow reader holds no snapshot open.
        var batch = await migrations.BatchCheckMigrationsAsync(request, context.CancellationToken);
        foreach (var chunk in batch.Answers())
        {
            await responseStream.WriteAsync(chunk, context.CancellationToken);
        }
    }
}
