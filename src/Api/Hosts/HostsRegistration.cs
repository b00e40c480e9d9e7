using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Hosts;

internal static class HostsRegistration
{
    public static IServiceCollection AddHosts(this IServiceCollection services)
    {
        services.AddSingleton<HostReports>();
        services.AddHostedService(provider => provider.GetRequiredService<HostReports>());
        services.AddSingleton<ReportHistory>();
        services.AddSingleton<HostWatch>();
        services.AddSingleton<HostOperations>();
        return services;
    }

    public static void MapHosts(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<HostGrpcService>();
}
