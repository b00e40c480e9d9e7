using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Partitions;
using Levelset.Api.Sessions;

namespace Levelset.Api.Agents;

/// <summary>
/// What agents say about partitions: it is stored before it is acknowledged, and passed on to those who wait for it. Idempotent, and
/// deaf to what is said about another host's partitions.
/// </summary>
internal sealed class AgentAnswers(
    AnswerStore answers,
    PartitionCommands commands,
    AgentSessions sessions,
    PartitionAdoption adoption,
    ILogger<AgentAnswers> logger)
{
    /// <summary>The answer to a command.</summary>
    public async Task StoreAsync(AgentSession session, V1.CommandResult result, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(result.Partition, "command_result.partition", errors);
        if (result.OutcomeCase == V1.CommandResult.OutcomeOneofCase.None)
        {
            errors.Add("command_result", Reasons.FieldInvalid, "has no outcome; expected created, deleted or failure");
        }

        if (result.Failure is not null && result.CommandId is var command && command != $"create/{id}" && command != $"delete/{id}" && command != $"report/{id}")
        {
            errors.Add("command_result.command_id", Reasons.FieldInvalid, $"is not a command for partitions/{id}; expected its message_id");
        }

        errors.ThrowIfAny();
        switch (result.OutcomeCase)
        {
            case V1.CommandResult.OutcomeOneofCase.Created:
                await CreatedAsync(session, id, result.Created, cancellationToken);
                break;
            case V1.CommandResult.OutcomeOneofCase.Deleted:
                await ClosedAsync(session, id, cancellationToken);
                break;
            default:
                await FailedAsync(session, id, result, cancellationToken);
                break;
        }
    }

    /// <summary>What happened on a host without a command.</summary>
    public async Task StoreAsync(AgentSession session, V1.PartitionEvent @event, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(@event.Partition, "partition_event.partition", errors);
        if (@event.EventCase == V1.PartitionEvent.EventOneofCase.None)
        {
            errors.Add("partition_event", Reasons.FieldInvalid, "has no event; expected created or closed");
        }

        errors.ThrowIfAny();
        if (@event.EventCase == V1.PartitionEvent.EventOneofCase.Created)
        {
            await AdoptAsync(session, id, @event.Created, isNew: true, cancellationToken);
        }
        else
        {
            await ClosedAsync(session, id, cancellationToken);
        }
    }

    private async Task CreatedAsync(AgentSession session, string id, V1.PartitionReport report, CancellationToken cancellationToken)
    {
        var stored = await answers.StoreAsync(new AgentAnswer(session, id) { Created = report }, cancellationToken);
        if (stored.Claim == PartitionClaim.Unknown)
        {
            await AdoptAsync(session, id, report, isNew: false, cancellationToken);
        }
        else if (stored.Claim == PartitionClaim.Foreign || stored.Difference is not null)
        {
            // On record it is another host's, or not there at all: what the agent has made is closed again.
            sessions.Send(session.HostId, PartitionMapping.DeleteCommand(id));
        }

        Answer(session, id, stored.Claim, $"create/{id}", stored.Difference);
    }

    // What was deleted or moved away is closed; what the record does not know at all never is, for then the record may be wrong.
    private async Task AdoptAsync(AgentSession session, string id, V1.PartitionReport report, bool isNew, CancellationToken cancellationToken)
    {
        if (session.HasClosed(id) || !await adoption.AdoptAsync(session, id, report, isNew, cancellationToken))
        {
            sessions.Send(session.HostId, PartitionMapping.DeleteCommand(id));
        }
    }

    private async Task ClosedAsync(AgentSession session, string id, CancellationToken cancellationToken)
    {
        var stored = await answers.StoreAsync(new AgentAnswer(session, id), cancellationToken);
        session.NoteClosed(id);
        Answer(session, id, stored.Claim, $"delete/{id}", null);
    }

    private async Task FailedAsync(AgentSession session, string id, V1.CommandResult result, CancellationToken cancellationToken)
    {
        var failure = CommandFailures.Of(session.HostId, ResourceName.Partition(id), result.Failure);
        var answer = new AgentAnswer(session, id) { Failure = failure, CommandId = result.CommandId };
        var stored = await answers.StoreAsync(answer, cancellationToken);
        if (stored.Claim != PartitionClaim.Foreign && !stored.IsRecorded)
        {
            AgentLog.CommandFailed(
                logger,
                ResourceName.Host(session.HostId),
                result.CommandId,
                ResourceName.Partition(id),
                PlainText.Fit(result.Failure.Message, 500));
        }

        Answer(session, id, stored.Claim, result.CommandId, failure);
    }

    // A host answers for its own partitions, and for those that are on no record any more; not for another host's.
    private void Answer(AgentSession session, string id, PartitionClaim claim, string commandId, ServiceException? failure)
    {
        if (claim == PartitionClaim.Foreign)
        {
            AgentLog.ForeignPartition(logger, ResourceName.Host(session.HostId), ResourceName.Partition(id));
            return;
        }

        if (claim == PartitionClaim.Own)
        {
            sessions.Settled(commandId);
        }

        commands.Answered(commandId, failure);
    }
}
