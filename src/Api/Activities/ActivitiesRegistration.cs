using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Activities;

internal static class ActivitiesRegistration
{
    public static IServiceCollection AddActivities(this IServiceCollection services)
    {
        services.AddSingleton<ActivityLog>();
        services.AddSingleton<ActivityOperations>();
        services.AddHostedService<Retention>();
        return services;
    }

    public static void MapActivities(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ActivityGrpcService>();
}
