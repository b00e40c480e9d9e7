using Levelset.Api.ChangeFeed;
using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Agents;

internal static class AgentsRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentHello>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentHello>());
        services.AddSingleton<AgentAnswers>();
        services.AddSingleton<AnswerStore>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerStore>());
        services.AddSingleton<PartitionAdoption>();
        services.AddSingleton<AssignmentPublisher>();
        services.AddSingleton<AgentNotifier>();
        services.AddSingleton<IChangeSubscriber>(provider => provider.GetRequiredService<AgentNotifier>());
        services.AddHostedService(provider => provider.GetRequiredService<AgentNotifier>());
        return services;
    }

    public static void MapAgents(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AgentGrpcService>();
}
