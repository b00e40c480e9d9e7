using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Sessions;

internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<AgentSessions>();
        services.AddSingleton<AgentPresence>();
        services.AddHostedService<SilenceMonitor>();
        return services;
    }
}
