using System.Collections.Concurrent;
using Grpc.Core;
using Levelset.Api.Agents;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Hosting;
using Levelset.Api.Requests;
using V1 = Levelset.V1;

namespace Levelset.Api.Partitions;

/// <summary>
/// Sends commands to agents and waits for their answers. What is to be done is in the database, so that a command that found
/// no agent is sent again when one connects; here is only who waits.
/// </summary>
internal sealed class PartitionCommands(AgentSessions sessions, ServiceOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ServiceException?>> waiting = new();

    /// <summary>Has a recorded partition created.</summary>
    /// <exception cref="ServiceException">The agent refused, or did not answer in time.</exception>
    public Task CreateAsync(PartitionRow partition, CancellationToken cancellationToken) =>
        CarryOutAsync(partition, PartitionMapping.CreateCommand(partition), cancellationToken);

    /// <summary>Has a partition closed.</summary>
    /// <exception cref="ServiceException">The agent did not answer in time.</exception>
    public Task DeleteAsync(PartitionRow partition, CancellationToken cancellationToken) =>
        CarryOutAsync(partition, PartitionMapping.DeleteCommand(partition.Id), cancellationToken);

    /// <summary>Has the source of a move close its descriptor; nobody waits for it.</summary>
    public void Release(string hostId, string partitionId) =>
        sessions.Send(hostId, PartitionMapping.DeleteCommand(partitionId));

    /// <summary>An answer has been stored: whoever waits may go on. Null = carried out.</summary>
    public void Answered(string messageId, ServiceException? failure)
    {
        if (waiting.TryRemove(messageId, out var waiter))
        {
            waiter.TrySetResult(failure);
        }
    }

    private async Task CarryOutAsync(PartitionRow partition, V1.ServiceMessage command, CancellationToken cancellationToken)
    {
        // Several calls with one request_id wait for one answer.
        var waiter = waiting.GetOrAdd(
            command.MessageId,
            _ => new TaskCompletionSource<ServiceException?>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!sessions.Send(partition.HostId, command))
        {
            throw Unanswered(partition, "its agent is not connected");
        }

        try
        {
            if (await waiter.Task.WaitAsync(options.CommandTimeout, time, cancellationToken) is { } failure)
            {
                throw failure;
            }
        }
        catch (TimeoutException)
        {
            throw Unanswered(partition, $"its agent did not answer within {options.CommandTimeout.TotalSeconds:0} seconds");
        }
    }

    private static ServiceException Unanswered(PartitionRow partition, string why)
    {
        var name = ResourceName.Partition(partition.Id);
        return new ServiceException(
            StatusCode.Unavailable,
            Reasons.CommandUnanswered,
            $"{ResourceName.Host(partition.HostId)}: {why}; {name} stays recorded, and the command is sent again when the agent is back")
        {
            Metadata = { ["resource"] = name, ["host"] = ResourceName.Host(partition.HostId) },
        };
    }
}
