namespace Levelset.Api.Tests.Errors;

/// <summary>The cases of every row.</summary>
internal static class ErrorCases
{
    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        .. PoolErrors.Cases,
        .. MemberErrors.Cases,
        .. HostErrors.Cases,
        .. PartitionErrors.Cases,
        .. MigrationErrors.Cases,
        .. PlanningErrors.Cases,
        .. AgentErrors.Cases,
        .. WatchErrors.Cases,
        .. ActivityErrors.Cases,
        .. TransportErrors.Cases,
    ];
}
