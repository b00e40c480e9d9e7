using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Activities;

internal static class ActivitiesRegistration
{
    public static IServiceCollection AddActivities(this IServiceCollection services)
    {
        services.AddSingleton<ActivityLog>();
        services.AddSingleton<DecisionLog>();
        services.ConfigureDbContext<LevelsetDbContext>(
            (provider, db) => db.AddInterceptors(provider.GetRequiredService<DecisionLog>()),
            ServiceLifetime.Singleton);
        services.AddSingleton<ActivityOperations>();
        services.AddHostedService<Retention>();
        return services;
    }

    public static void MapActivities(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<ActivityGrpcService>();
}
