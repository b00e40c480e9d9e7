using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>
/// Executes the service's commands. A repeated creation is not executed again, but gets the first answer again. A repeated
/// deletion or report is executed again, because a creation that it had overtaken may have come in between. Not for use by two
/// threads at once.
/// </summary>
internal sealed class CommandExecutor(
    IMshvDevice device,
    CurrentHost host,
    HeldPartitions partitions,
    Outbox outbox,
    TimeProvider time,
    ILogger<CommandExecutor> logger)
{
    // Commands are repeated soon or never; the bound limits the memory of a daemon that runs for long.
    private const int RememberedAnswers = 4096;
    private readonly Dictionary<string, V1.CommandResult> answers = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Executes a command, unless it was executed before, and queues the answer.</summary>
    public void Execute(string commandId, V1.Command command)
    {
        if (answers.TryGetValue(commandId, out var answer))
        {
            logger.CommandRepeated(commandId, command.Partition);
            outbox.AddAnswer(answer);
            return;
        }

        var result = new V1.CommandResult { CommandId = commandId, Partition = command.Partition };
        try
        {
            if (!Run(command, result))
            {
                outbox.AddAnswer(result);
            }
        }
        catch (AgentException exception)
        {
            // Nothing has been done; a full disk may have room when the command is repeated.
            Fail(result, new CreationFailure(CreationFailureReason.Device, exception.Message));
            outbox.AddAnswer(result);
        }
    }

    /// <summary>Fills in the outcome; true when the answer is in the outbox already.</summary>
    private bool Run(V1.Command command, V1.CommandResult result)
    {
        switch (command.ActionCase)
        {
            case V1.Command.ActionOneofCase.Create:
                var isQueued = Create(command.Create, result);
                Remember(result);
                return isQueued;
            case V1.Command.ActionOneofCase.Delete:
                Delete(result);
                return false;
            case V1.Command.ActionOneofCase.Report:
                ReportAgain(result);
                return false;
            default:
                Fail(result, new CreationFailure(CreationFailureReason.Unsupported, "unsupported action"));
                return false;
        }
    }

    private bool Create(V1.CreatePartitionCommand command, V1.CommandResult result)
    {
        if (partitions.Find(result.Partition) is { } held)
        {
            result.Created = held.Report;
            return false;
        }

        var check = new ArgumentsCheck(host.Capabilities.Supported, host.Capabilities.AssignableSynthetic);
        if (check.Check(command.Arguments) is { } fault)
        {
            Fail(result, fault);
            return false;
        }

        var spec = new PartitionSpec(command.Arguments.CreatePartitionV2.Memory, command.Arguments.Features.ToSet(device.Architecture)!)
        {
            EarlyProperties = command.Arguments.EarlyProperties.ToEarly(),
        };
        switch (PartitionCreation.Create(device, spec))
        {
            case CreatedPartition created:
                Hold(command, created, result);
                return true;
            case CreationFailure failure:
                Fail(result, failure);
                return false;
            case var other:
                throw new InvalidOperationException($"{other} is not a result");
        }
    }

    // In one change of the journal: if the agent were killed between two, the service would never learn of the partition.
    private void Hold(V1.CreatePartitionCommand command, CreatedPartition created, V1.CommandResult result)
    {
        result.Created = Report(command, created);
        partitions.Add(
            new HeldPartition(result.Partition, created.Partition, result.Created),
            new V1.AgentMessage { CommandResult = result });
        logger.PartitionCreated(result.Partition, created.Features);
    }

    private void Delete(V1.CommandResult result)
    {
        if (partitions.Close(result.Partition))
        {
            logger.PartitionClosed(result.Partition);
        }

        result.Deleted = new Empty();
    }

    private void ReportAgain(V1.CommandResult result)
    {
        if (partitions.Find(result.Partition) is { } held)
        {
            result.Created = held.Report;
        }
        else
        {
            result.Deleted = new Empty();
        }
    }

    private void Fail(V1.CommandResult result, CreationFailure failure)
    {
        logger.CommandFailed(result.Partition, failure.Message);
        result.Failure = failure.ToWire(Catalogue.For(device.Architecture));
    }

    private V1.PartitionReport Report(V1.CreatePartitionCommand command, CreatedPartition created)
    {
        var report = new V1.PartitionReport
        {
            DisplayName = command.DisplayName,
            Pool = command.Pool,
            Generation = command.Generation,
            RequestedFeatures = command.Arguments.Features,
            DisableMask = command.Arguments.DisableMask,
            Nested = command.Nested,
            CreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ExcludedFeatures = { command.ExcludedFeatures },
            Origin = V1.PartitionReport.Types.Origin.Agent,
        };
        created.AddTo(report, command.Arguments.PtFlags, command.Arguments.PtIsolation);
        return report;
    }

    private void Remember(V1.CommandResult result)
    {
        answers.Add(result.CommandId, result);
        order.Enqueue(result.CommandId);
        if (order.Count > RememberedAnswers)
        {
            answers.Remove(order.Dequeue());
        }
    }
}
