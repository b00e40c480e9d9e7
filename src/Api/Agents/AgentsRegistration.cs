using Levelset.Api.ChangeFeed;
using Levelset.Api.Pools;
using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Api.Agents;

internal static class AgentsRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentHello>();
        services.AddSingleton<AgentAnswers>();
        services.AddSingleton<PartitionAdoption>();
        services.AddSingleton<AssignmentPublisher>();
        services.AddSingleton<PublishAssignments>(provider => provider.GetRequiredService<AssignmentPublisher>().PublishAsync);
        services.AddSingleton<IChangeSubscriber, AgentNotifier>();
        return services;
    }

    public static void MapAgents(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AgentGrpcService>();
}
