using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Partitions;

/// <summary>
/// Sends commands to agents and waits for their answers. What is to be done is in the database, so that a command that found
/// no agent is sent again when one connects; here is only who waits.
/// </summary>
internal sealed class PartitionCommands(
    AgentSessions sessions,
    AgentPresence presence,
    IDbContextFactory<LevelsetDbContext> contexts,
    ServiceOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    // Failures that came through the database before the call that caused them began to wait.
    private const int EarlyFailures = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<TaskCompletionSource<ServiceException?>>> waiting = [];
    private readonly Queue<(string MessageId, ServiceException Failure)> early = [];

    /// <summary>Begins before a partition that is to be created is recorded: the log of changes may be quicker than the caller.</summary>
    public CommandLookup BeginLookup() => sessions.BeginLookup();

    /// <summary>Has a recorded partition created, unless that has happened since the lookup began.</summary>
    /// <exception cref="ServiceException">The agent refused, or did not answer in time.</exception>
    public Task CreateAsync(PartitionRow partition, CommandLookup lookup, CancellationToken cancellationToken) =>
        CarryOutAsync(partition, PartitionMapping.CreateCommand(partition), lookup, cancellationToken);

    /// <summary>Has a partition closed.</summary>
    /// <exception cref="ServiceException">The agent did not answer in time.</exception>
    public Task DeleteAsync(PartitionRow partition, CancellationToken cancellationToken) =>
        CarryOutAsync(partition, PartitionMapping.DeleteCommand(partition.Id), lookup: null, cancellationToken);

    /// <summary>Has the source of a move close its descriptor; nobody waits for it.</summary>
    public void Release(string hostId, string partitionId) =>
        sessions.Send(hostId, PartitionMapping.DeleteCommand(partitionId));

    /// <summary>An answer has been stored: all who wait for it go on. Null = carried out.</summary>
    public void Answered(string messageId, ServiceException? failure)
    {
        lock (gate)
        {
            if (waiting.Remove(messageId, out var waiters))
            {
                waiters.ForEach(waiter => waiter.TrySetResult(failure));
            }
            else if (failure is not null)
            {
                early.Enqueue((messageId, failure));
                if (early.Count > EarlyFailures)
                {
                    early.Dequeue();
                }
            }
        }
    }

    private async Task CarryOutAsync(
        PartitionRow partition,
        V1.ServiceMessage command,
        CommandLookup? lookup,
        CancellationToken cancellationToken)
    {
        // A service that stops has closed the streams on which an answer could come.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var waiter = Enter(command.MessageId);
        try
        {
            var delivery = sessions.SendOnce(partition.HostId, command, lookup);
            if (delivery != Delivery.Sent)
            {
                await ExpectAsync(partition, delivery, waiter, stop.Token);
            }

            if (await waiter.Task.WaitAsync(options.CommandTimeout, time, stop.Token) is { } failure)
            {
                throw failure;
            }
        }
        catch (TimeoutException)
        {
            sessions.GiveUp(partition.HostId, command.MessageId);
            throw Unanswered(partition, $"its agent did not answer within {options.CommandTimeout.TotalSeconds:0} s");
        }
        finally
        {
            Leave(command.MessageId, waiter);
        }
    }

    // The process that the agent is connected to learns of it from the log of changes, and so does this one of the answer.
    private async Task ExpectAsync(
        PartitionRow partition,
        Delivery delivery,
        TaskCompletionSource<ServiceException?> waiter,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (delivery == Delivery.NotHere && !await presence.IsConnectedAsync(db, partition.HostId, cancellationToken))
        {
            throw Unanswered(partition, "its agent is not connected");
        }

        if (!await db.Partitions.AnyAsync(row => row.Id == partition.Id && row.State == partition.State, cancellationToken))
        {
            // Answered before anybody waited here.
            waiter.TrySetResult(null);
        }
    }

    // Several calls with one request_id wait for one answer, each for as long as it likes.
    private TaskCompletionSource<ServiceException?> Enter(string messageId)
    {
        var waiter = new TaskCompletionSource<ServiceException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!waiting.TryGetValue(messageId, out var waiters))
            {
                waiting.Add(messageId, waiters = []);
            }

            waiters.Add(waiter);

            // A creation is asked for once, so that its failure is this one's; a deletion may be asked for again.
            if (messageId.StartsWith("create/", StringComparison.Ordinal)
                && early.FirstOrDefault(one => one.MessageId == messageId).Failure is { } failure)
            {
                waiter.TrySetResult(failure);
            }
        }

        return waiter;
    }

    private void Leave(string messageId, TaskCompletionSource<ServiceException?> waiter)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(messageId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                waiting.Remove(messageId);
            }
        }
    }

    private static ServiceException Unanswered(PartitionRow partition, string why)
    {
        var name = ResourceName.Partition(partition.Id);
        return new ServiceException(
            StatusCode.Unavailable,
            Reasons.CommandUnanswered,
            $"{ResourceName.Host(partition.HostId)}: {why}; {name} is kept, and the command is sent again when the agent reconnects")
        {
            Metadata = { ["resource"] = name, ["host"] = ResourceName.Host(partition.HostId) },
        };
    }
}
