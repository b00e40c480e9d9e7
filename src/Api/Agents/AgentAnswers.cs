using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Partitions;
using Levelset.Api.Sessions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>
/// What agents say about partitions, stored before it is acknowledged. Idempotent, and deaf to what is said about another
/// host's partitions.
/// </summary>
internal sealed class AgentAnswers(
    Transactions transactions,
    PartitionCommands commands,
    AgentSessions sessions,
    PartitionAdoption adoption,
    ActivityLog activities,
    TimeProvider time,
    ILogger<AgentAnswers> logger)
{
    /// <summary>Whose partition it is that a host speaks of.</summary>
    private enum Claim
    {
        Own,
        Foreign,
        Unknown,
    }

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
        var (claim, difference) = await transactions.RunAsync(
            async (db, token) =>
            {
                var (claim, row) = await ClaimAsync(db, session, id, token);
                if (row is not { State: PartitionState.Creating })
                {
                    return (claim, null);
                }

                var features = ReadFeatures(report, row.Requested.Architecture);
                var properties = ReadBackProperties.Of(report);
                var differences = ReadBackProperties.Compare(row.EarlyProperties, properties);
                if (!features.Equals(row.Requested) || differences.Count > 0)
                {
                    // The agent should have found this; what differs is not kept.
                    var failure = CommandFailures.Difference(row, features, differences);
                    db.Partitions.Remove(row);
                    RecordFailed(db, session, row, failure);
                    await db.SaveChangesAsync(token);
                    await db.AddTombstoneAsync(session.HostId, id, time.GetStoredNow(), token);
                    await db.AppendFailureAsync($"create/{id}", session.HostId, failure, token);
                    return (claim, failure);
                }

                row.Features = features;
                row.Properties = StoredProperties.From(properties);
                row.ProcessorClockFrequency = properties.ProcessorClockFrequency;
                row.State = PartitionState.Active;
                activities.By(ResourceName.Host(session.HostId), db).Add(
                    ActivityKind.PartitionCreated,
                    Subject(row),
                    $"created on {ResourceName.Host(row.HostId)} (generation {row.Generation})",
                    row.Generation);
                await db.SaveChangesAsync(token);
                return (claim, (ServiceException?)null);
            },
            cancellationToken);
        if (claim == Claim.Unknown)
        {
            await AdoptAsync(session, id, report, isNew: false, cancellationToken);
        }
        else if (claim == Claim.Foreign || difference is not null)
        {
            // On record it is another host's, or not there at all: what the agent has made is closed again.
            sessions.Send(session.HostId, PartitionMapping.DeleteCommand(id));
        }

        Answer(session, id, claim, $"create/{id}", difference);
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
        var claim = await transactions.RunAsync(
            async (db, token) =>
            {
                var (claim, row) = await ClaimAsync(db, session, id, token);
                await db.RemoveTombstoneAsync(session.HostId, id, token);
                if (row is not null)
                {
                    db.Partitions.Remove(row);
                    activities.By(ResourceName.Host(session.HostId), db).Add(
                        ActivityKind.PartitionDeleted,
                        Subject(row),
                        row.State == PartitionState.Deleting
                            ? $"deleted on {ResourceName.Host(row.HostId)}"
                            : $"closed on {ResourceName.Host(row.HostId)} (not requested by the service)");
                    await db.SaveChangesAsync(token);
                }

                return claim;
            },
            cancellationToken);
        session.NoteClosed(id);
        Answer(session, id, claim, $"delete/{id}", null);
    }

    private async Task FailedAsync(AgentSession session, string id, V1.CommandResult result, CancellationToken cancellationToken)
    {
        var failure = CommandFailures.Of(session.HostId, ResourceName.Partition(id), result.Failure);
        var (claim, isRecorded) = await transactions.RunAsync(
            async (db, token) =>
            {
                // Nothing is left of a failed creation on the host, so nothing stays here either.
                var (claim, row) = await ClaimAsync(db, session, id, token);
                var isCreation = row is { State: PartitionState.Creating };
                if (isCreation)
                {
                    db.Partitions.Remove(row!);
                    RecordFailed(db, session, row!, failure);
                    await db.SaveChangesAsync(token);
                }

                if (claim == Claim.Own)
                {
                    await db.AppendFailureAsync(result.CommandId, session.HostId, failure, token);
                }

                return (claim, isCreation);
            },
            cancellationToken);
        if (claim != Claim.Foreign && !isRecorded)
        {
            AgentLog.CommandFailed(
                logger,
                ResourceName.Host(session.HostId),
                result.CommandId,
                ResourceName.Partition(id),
                PlainText.Fit(result.Failure.Message, 500));
        }

        Answer(session, id, claim, result.CommandId, failure);
    }

    private static ActivitySubject Subject(PartitionRow row) => new(row.PoolId, row.HostId, row.Id);

    private void RecordFailed(LevelsetDbContext db, AgentSession session, PartitionRow row, ServiceException failure) =>
        activities.By(ResourceName.Host(session.HostId), db)
            .Add(ActivityKind.PartitionCreationFailed, Subject(row), $"creation failed: {failure.Message}", row.Generation);

    // A host answers for its own partitions, and for those that are on no record any more; not for another host's.
    private void Answer(AgentSession session, string id, Claim claim, string commandId, ServiceException? failure)
    {
        if (claim == Claim.Foreign)
        {
            AgentLog.ForeignPartition(logger, ResourceName.Host(session.HostId), ResourceName.Partition(id));
            return;
        }

        if (claim == Claim.Own)
        {
            sessions.Settled(commandId);
        }

        commands.Answered(commandId, failure);
    }

    private static async Task<(Claim Claim, PartitionRow? Own)> ClaimAsync(
        LevelsetDbContext db,
        AgentSession session,
        string id,
        CancellationToken cancellationToken)
    {
        await AgentPresence.RequireCurrentAsync(db, session.HostId, session.Id, cancellationToken);
        var row = await db.LockPartitionAsync(id, cancellationToken);
        if (row is null)
        {
            return (Claim.Unknown, null);
        }

        if (row.HeldByAgent && row.HostId == session.HostId)
        {
            return (Claim.Own, row);
        }

        return (Claim.Foreign, null);
    }

    private static FeatureSet ReadFeatures(V1.PartitionReport report, Architecture architecture)
    {
        var errors = new ValidationErrors();
        var features = WordsReader.ReadSet(report.Features, architecture, "command_result.created.features", errors);
        errors.ThrowIfAny();
        return features!;
    }
}
