using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.ChangeFeed;

internal static class ChangeFeedRegistration
{
    public static IServiceCollection AddChangeFeed(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<EventLog>();
        services.AddSingleton(new EventConnection(connectionString));
        services.AddSingleton<EventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddSingleton<EventListener>();
        services.AddHostedService(provider => provider.GetRequiredService<EventListener>());
        services.AddSingleton<Watches>();
        return services;
    }
}
