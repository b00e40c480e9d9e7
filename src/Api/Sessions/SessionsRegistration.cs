using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Sessions;

internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<AgentSessions>();
        services.AddSingleton<AgentPresence>();
        services.AddSingleton<ReplicaLease>();
        services.AddHostedService(provider => provider.GetRequiredService<ReplicaLease>());
        services.AddHostedService<SilenceMonitor>();
        return services;
    }
}
