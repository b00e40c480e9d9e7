using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Health;

/// <summary>grpc.health.v1.Health. The whole server and every service of it serve exactly while the database answers.</summary>
internal sealed class GrpcHealthService(DatabaseHealth database, TimeProvider time, IHostApplicationLifetime lifetime)
    : Grpc.Health.V1.Health.HealthBase
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>The services that may be asked for.</summary>
    public static IReadOnlySet<string> Services { get; } =
        Reflection.GrpcReflectionService.Services.Append("").ToHashSet();

    /// <inheritdoc/>
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (!Services.Contains(request.Service))
        {
            throw new Errors.ServiceException(
                StatusCode.NotFound,
                Errors.Reasons.MethodUnknown,
                $"'{request.Service}' is not a service of this server");
        }

        return new HealthCheckResponse { Status = await StatusAsync(context.CancellationToken) };
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        HealthCheckResponse.Types.ServingStatus? last = null;
        while (true)
        {
            var status = Services.Contains(request.Service)
                ? await StatusAsync(stop.Token)
                : HealthCheckResponse.Types.ServingStatus.ServiceUnknown;
            if (status != last)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                last = status;
            }

            await Task.Delay(WatchInterval, time, stop.Token);
        }
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> StatusAsync(CancellationToken cancellationToken) =>
        await database.IsAnsweringAsync(cancellationToken)
            ? HealthCheckResponse.Types.ServingStatus.Serving
            : HealthCheckResponse.Types.ServingStatus.NotServing;
}
