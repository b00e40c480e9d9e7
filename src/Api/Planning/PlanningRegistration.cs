using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Planning;

internal static class PlanningRegistration
{
    public static IServiceCollection AddPlanning(this IServiceCollection services)
    {
        services.AddSingleton<PlanningOperations>();
        return services;
    }

    public static void MapPlanning(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PlanningGrpcService>();
}
