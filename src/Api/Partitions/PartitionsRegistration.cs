using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Partitions;

internal static class PartitionsRegistration
{
    public static IServiceCollection AddPartitions(this IServiceCollection services)
    {
        services.AddSingleton<PartitionPlacement>();
        services.AddSingleton<PartitionCommands>();
        services.AddSingleton<PartitionOperations>();
        return services;
    }

    public static void MapPartitions(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PartitionGrpcService>();
}
