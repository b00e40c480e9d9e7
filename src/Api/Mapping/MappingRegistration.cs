using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Mapping;

internal static class MappingRegistration
{
    public static IServiceCollection AddMapping(this IServiceCollection services)
    {
        services.AddSingleton<HostMapping>();
        return services;
    }
}
