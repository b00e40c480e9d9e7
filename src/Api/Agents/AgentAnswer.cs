using Levelset.Api.Errors;
using Levelset.Api.Sessions;

namespace Levelset.Api.Agents;

/// <summary>What an agent says about a partition: it was created, or a command failed; with neither, it is closed.</summary>
/// <param name="Session">The stream by which it came.</param>
/// <param name="PartitionId">The {partition}.</param>
internal sealed record AgentAnswer(AgentSession Session, string PartitionId)
{
    /// <summary>What was created.</summary>
    public V1.PartitionReport? Created { get; init; }

    /// <summary>Why a command failed.</summary>
    public ServiceException? Failure { get; init; }

    /// <summary>The command that failed.</summary>
    public string CommandId { get; init; } = "";
}
