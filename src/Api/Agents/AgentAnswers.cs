using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Partitions;
using Levelset.Api.Requests;
using Levelset.Api.Wire;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Agents;

/// <summary>
/// What agents say about partitions, stored before it is acknowledged. Idempotent, and deaf to what is said about another
/// host's partitions.
/// </summary>
internal sealed class AgentAnswers(
    Transactions transactions,
    PartitionCommands commands,
    AgentSessions sessions,
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
    public async Task StoreAsync(string hostId, V1.CommandResult result, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var id = ResourceName.ParsePartition(result.Partition, "command_result.partition", faults);
        if (result.OutcomeCase == V1.CommandResult.OutcomeOneofCase.None)
        {
            faults.Add("command_result", Reasons.FieldInvalid, "has no outcome; give created, deleted or failure");
        }

        if (result.Failure is not null && result.CommandId != $"create/{id}" && result.CommandId != $"delete/{id}")
        {
            faults.Add("command_result.command_id", Reasons.FieldInvalid, $"is not a command for partitions/{id}; expected its message_id");
        }

        faults.ThrowIfAny();
        switch (result.OutcomeCase)
        {
            case V1.CommandResult.OutcomeOneofCase.Created:
                await CreatedAsync(hostId, id, result.Created, cancellationToken);
                break;
            case V1.CommandResult.OutcomeOneofCase.Deleted:
                await ClosedAsync(hostId, id, cancellationToken);
                break;
            default:
                await FailedAsync(hostId, id, result, cancellationToken);
                break;
        }
    }

    /// <summary>What happened on a host without a command.</summary>
    public async Task StoreAsync(string hostId, V1.PartitionEvent @event, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var id = ResourceName.ParsePartition(@event.Partition, "partition_event.partition", faults);
        if (@event.EventCase == V1.PartitionEvent.EventOneofCase.None)
        {
            faults.Add("partition_event", Reasons.FieldInvalid, "has no event; give created or closed");
        }

        faults.ThrowIfAny();
        if (@event.EventCase == V1.PartitionEvent.EventOneofCase.Created)
        {
            await AdoptAsync(hostId, id, @event.Created, cancellationToken);
        }
        else
        {
            await ClosedAsync(hostId, id, cancellationToken);
        }
    }

    private async Task CreatedAsync(string hostId, string id, V1.PartitionReport report, CancellationToken cancellationToken)
    {
        var (claim, difference) = await transactions.RunAsync(
            async (db, token) =>
            {
                var (claim, row) = await ClaimAsync(db, hostId, id, token);
                if (row is not { State: PartitionState.Creating })
                {
                    return (claim, null);
                }

                var features = ReadFeatures(report, row.Requested.Architecture);
                if (!features.Equals(row.Requested))
                {
                    // The agent should have found this; what differs is not kept.
                    db.Partitions.Remove(row);
                    await db.SaveChangesAsync(token);
                    return (claim, Difference(row, features));
                }

                row.Features = features;
                row.Properties = StoredProperties.From(report.Properties.ToValue());
                row.State = PartitionState.Active;
                await db.SaveChangesAsync(token);
                return (claim, (ServiceException?)null);
            },
            cancellationToken);
        if (claim != Claim.Own || difference is not null)
        {
            // Nothing on record stands for what the agent has made, so it is closed again.
            sessions.Send(hostId, PartitionMapping.DeleteCommand(id));
        }
        else
        {
            AgentLog.PartitionCreated(logger, ResourceName.Host(hostId), ResourceName.Partition(id));
        }

        Answer(claim, $"create/{id}", difference);
    }

    private async Task ClosedAsync(string hostId, string id, CancellationToken cancellationToken)
    {
        var claim = await transactions.RunAsync(
            async (db, token) =>
            {
                var (claim, row) = await ClaimAsync(db, hostId, id, token);
                if (row is not null)
                {
                    db.Partitions.Remove(row);
                    await db.SaveChangesAsync(token);
                }

                return claim;
            },
            cancellationToken);
        if (claim == Claim.Own)
        {
            AgentLog.PartitionClosed(logger, ResourceName.Host(hostId), ResourceName.Partition(id));
        }

        Answer(claim, $"delete/{id}", null);
    }

    private async Task FailedAsync(string hostId, string id, V1.CommandResult result, CancellationToken cancellationToken)
    {
        AgentLog.CommandFailed(logger, ResourceName.Host(hostId), result.CommandId, PlainText.Fit(result.Failure.Message, 500));
        var claim = await transactions.RunAsync(
            async (db, token) =>
            {
                // Nothing is left of a failed creation on the host, so nothing stays here either.
                var (claim, row) = await ClaimAsync(db, hostId, id, token);
                if (row is { State: PartitionState.Creating })
                {
                    db.Partitions.Remove(row);
                    await db.SaveChangesAsync(token);
                }

                return claim;
            },
            cancellationToken);
        Answer(claim, result.CommandId, Failure(hostId, ResourceName.Partition(id), result.Failure));
    }

    // A host answers for its own partitions, and for those that are on no record any more; not for another host's.
    private void Answer(Claim claim, string commandId, ServiceException? failure)
    {
        if (claim != Claim.Foreign)
        {
            commands.Answered(commandId, failure);
        }
    }

    private Task AdoptAsync(string hostId, string id, V1.PartitionReport report, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async (db, token) =>
            {
                if (await db.LockPartitionAsync(id, token) is { } known)
                {
                    if (known.HostId != hostId)
                    {
                        AgentLog.ForeignPartition(logger, ResourceName.Host(hostId), ResourceName.Partition(id));
                    }

                    return true;
                }

                var host = await db.Hosts.AsNoTracking().Include(row => row.Supported).SingleAsync(row => row.Id == hostId, token);
                db.Partitions.Add(await ReadAsync(db, host, id, report, token));
                await db.SaveChangesAsync(token);
                AgentLog.PartitionCreated(logger, ResourceName.Host(hostId), ResourceName.Partition(id));
                return true;
            },
            cancellationToken);

    private async Task<PartitionRow> ReadAsync(
        LevelsetDbContext db,
        HostRow host,
        string id,
        V1.PartitionReport report,
        CancellationToken cancellationToken)
    {
        const string Field = "partition_event.created";
        var faults = new Faults();
        var architecture = host.Supported?.Features.Architecture
            ?? throw Refusals.Precondition(
                Reasons.HostNotReady,
                $"{ResourceName.Host(host.Id)} has not reported yet",
                new Precondition("HOST_NOT_READY", ResourceName.Host(host.Id), "send a feature_report first"));
        var features = WordsReader.ReadSet(report.Features, architecture, $"{Field}.features", faults);
        var requested = WordsReader.ReadSet(report.RequestedFeatures, architecture, $"{Field}.requested_features", faults);
        var mask = WordsReader.ReadMask(report.DisableMask, architecture, $"{Field}.disable_mask", faults);
        var excluded = FeatureNames.Parse(report.ExcludedFeatures, architecture, $"{Field}.excluded_features", faults);
        var createTime = TimeReader.Read(report.CreateTime, $"{Field}.create_time", faults);
        if (report.Generation > long.MaxValue)
        {
            faults.Add($"{Field}.generation", Reasons.FieldInvalid, $"{report.Generation} is not a generation");
        }

        var pool = report.Pool.Length > 0 ? ResourceName.ParsePool(report.Pool, $"{Field}.pool", faults) : null;
        faults.ThrowIfAny();
        return new PartitionRow
        {
            Id = id,
            DisplayName = PlainText.Fit(report.DisplayName, PlainText.DisplayNameLength),
            PoolId = await db.Pools.Where(row => row.Id == pool).Select(row => row.Id).SingleOrDefaultAsync(cancellationToken),
            HostId = host.Id,
            HeldByAgent = true,
            Generation = (long)report.Generation,
            Requested = requested!,
            Features = features,
            Mask = mask!,
            Properties = StoredProperties.From(report.Properties.ToValue()),
            Nested = report.Nested,
            Excluded = excluded,
            State = PartitionState.Active,
            CreateTime = createTime ?? time.GetStoredNow(),
            Simulated = host.Simulated,
        };
    }

    private async Task<(Claim Claim, PartitionRow? Own)> ClaimAsync(
        LevelsetDbContext db,
        string hostId,
        string id,
        CancellationToken cancellationToken)
    {
        var row = await db.LockPartitionAsync(id, cancellationToken);
        if (row is null)
        {
            return (Claim.Unknown, null);
        }

        if (row.HeldByAgent && row.HostId == hostId)
        {
            return (Claim.Own, row);
        }

        AgentLog.ForeignPartition(logger, ResourceName.Host(hostId), ResourceName.Partition(id));
        return (Claim.Foreign, null);
    }

    private static FeatureSet ReadFeatures(V1.PartitionReport report, Architecture architecture)
    {
        var faults = new Faults();
        var features = WordsReader.ReadSet(report.Features, architecture, "command_result.created.features", faults);
        faults.ThrowIfAny();
        return features!;
    }

    private static ServiceException Difference(PartitionRow row, FeatureSet features)
    {
        var catalogue = Catalogue.For(features.Architecture);
        return ReadBackDiffers(
            ResourceName.Partition(row.Id),
            ResourceName.Host(row.HostId),
            "what was read back is not what was asked for",
            row.Requested.Except(features).Bits().Select(bit => bit.ToWire(catalogue)),
            features.Except(row.Requested).Bits().Select(bit => bit.ToWire(catalogue)));
    }

    private static ServiceException Failure(string hostId, string partition, V1.CommandFailure failure)
    {
        var host = ResourceName.Host(hostId);
        if (failure.Reason == V1.CommandFailure.Types.Reason.ReadBackDiffers)
        {
            return ReadBackDiffers(partition, host, failure.Message, failure.Missing, failure.Unexpected);
        }

        var reason = failure.Reason == V1.CommandFailure.Types.Reason.FeaturesMissing ? Reasons.FeaturesMissing : Reasons.DeviceRefused;
        var exception = Refusals.Precondition(
            reason,
            $"{host} did not carry out the command for {partition}: {failure.Message}",
            Differences(host, failure.Missing, failure.Unexpected).DefaultIfEmpty(new Precondition(reason, host, failure.Message)));
        if (failure.Errno.Length > 0)
        {
            exception.Metadata["errno"] = failure.Errno;
        }

        return exception;
    }

    private static ServiceException ReadBackDiffers(
        string partition,
        string host,
        string message,
        IEnumerable<V1.Feature> missing,
        IEnumerable<V1.Feature> unexpected) =>
        Refusals.Precondition(
            Reasons.ReadBackDiffers,
            $"{host} closed {partition}: {message}",
            Differences(host, missing, unexpected));

    private static IEnumerable<Precondition> Differences(
        string host,
        IEnumerable<V1.Feature> missing,
        IEnumerable<V1.Feature> unexpected) =>
        missing.Select(f => new Precondition(Reasons.ReadBackDiffers, host, $"{f.Name} ({f.Word}:{f.Bit}) was asked for and is not there"))
            .Concat(unexpected.Select(f =>
                new Precondition(Reasons.ReadBackDiffers, host, $"{f.Name} ({f.Word}:{f.Bit}) is there and was not asked for")));
}
