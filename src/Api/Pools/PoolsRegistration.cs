using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Pools;

internal static class PoolsRegistration
{
    public static IServiceCollection AddPools(this IServiceCollection services)
    {
        services.AddSingleton<PoolLeveling>();
        services.AddSingleton<PoolChanges>();
        services.AddSingleton<PoolPolicies>();
        services.AddSingleton<PoolWatch>();
        services.AddSingleton<PoolOperations>();
        return services;
    }

    public static void MapPools(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PoolGrpcService>();
}
