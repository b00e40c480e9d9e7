using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.LiveMigration;

internal static class LiveMigrationRegistration
{
    public static IServiceCollection AddLiveMigration(this IServiceCollection services)
    {
        services.AddSingleton<PartitionMoves>();
        services.AddSingleton<MigrationOperations>();
        return services;
    }

    public static void MapLiveMigration(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<MigrationGrpcService>();
}
