using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ProtoService = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Levelset.Api.Hosting;

/// <summary>grpc.health.v1, /livez and /readyz. The server and each of its services serve exactly while the database answers.</summary>
internal static class HealthEndpoints
{
    private static readonly IEnumerable<ProtoService> Services =
    [
        V1.ActivityService.Descriptor, V1.AgentService.Descriptor, V1.HostService.Descriptor, V1.MigrationService.Descriptor,
        V1.PartitionService.Descriptor, V1.PlanningService.Descriptor, V1.PoolService.Descriptor,
        Grpc.Health.V1.Health.Descriptor,
        Grpc.Reflection.V1.ServerReflection.Descriptor, Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
    ];

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks(health =>
        {
            foreach (var service in Services)
            {
                health.Services.Map(service.FullName, _ => true);
            }
        }).AddCheck<DatabaseHealthCheck>("database", timeout: DatabaseHealthCheck.Timeout);

        // How soon a health watch hears of a change.
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.FromSeconds(1);
            publisher.Period = TimeSpan.FromSeconds(1);
        });
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGrpcHealthChecksService();
        app.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsync(
            report.Status == HealthStatus.Healthy
                ? "ok\n"
                : string.Concat(report.Entries.Values.Select(entry => $"{entry.Description ?? "the database does not answer"}\n")),
            context.RequestAborted);
}
