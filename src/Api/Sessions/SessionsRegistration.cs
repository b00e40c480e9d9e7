using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Sessions;

internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<AgentSessions>();
        services.AddSingleton<AgentPresence>();
        services.AddSingleton<SessionEnds>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionEnds>());
        services.AddSingleton<ReplicaLease>();
        services.AddHostedService(provider => provider.GetRequiredService<ReplicaLease>());
        services.AddHostedService<SilenceMonitor>();
        services.AddHostedService<StreamDrain>();
        return services;
    }
}
