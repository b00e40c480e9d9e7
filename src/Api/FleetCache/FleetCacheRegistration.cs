using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.FleetCache;

internal static class FleetCacheRegistration
{
    public static IServiceCollection AddFleetCache(this IServiceCollection services)
    {
        services.AddSingleton<SnapshotCache>();
        services.AddSingleton<SnapshotCacheUpdater>();
        services.AddHostedService(provider => provider.GetRequiredService<SnapshotCacheUpdater>());
        services.AddHostedService<FleetIndexUpdater>();
        return services;
    }
}
