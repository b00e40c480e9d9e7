using Levelset.Api.ChangeFeed;
using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.FleetCache;

internal static class FleetCacheRegistration
{
    public static IServiceCollection AddFleetCache(this IServiceCollection services)
    {
        services.AddSingleton<SnapshotCache>();
        services.AddSingleton<IChangeSubscriber>(provider => provider.GetRequiredService<SnapshotCache>());
        services.AddHostedService<FleetCacheUpdater>();
        return services;
    }
}
