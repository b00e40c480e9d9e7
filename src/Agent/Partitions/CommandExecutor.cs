using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Messages;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>
/// Carries out the service's commands, each once: a command that comes again gets the answer that it got, and a new one for a
/// partition that is in the wanted state already succeeds without touching it. Not for use by two threads at once.
/// </summary>
internal sealed class CommandExecutor(
    IMshvDevice device,
    AgentState state,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<CommandExecutor> logger)
{
    // A command comes again soon or never; the bound only keeps a long life from growing without end.
    private const int RememberedAnswers = 4096;
    private readonly Dictionary<string, Wire.CommandResult> answers = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Carries it out, or finds that it has been.</summary>
    public Wire.CommandResult Execute(string commandId, Wire.Command command)
    {
        if (answers.TryGetValue(commandId, out var answer))
        {
            logger.CommandRepeated(commandId, command.Partition);
            return answer;
        }

        Wire.CommandResult result;
        try
        {
            result = Carry(command);
            Remember(commandId, result);
        }
        catch (AgentException exception)
        {
            // Nothing has been done; a disk that is full now may have room when the command comes again.
            result = Failed(command.Partition, new CreationFailure(CreationFailureReason.Device, exception.Message));
        }

        result.CommandId = commandId;
        result.Partition = command.Partition;
        return result;
    }

    private Wire.CommandResult Carry(Wire.Command command) => command.ActionCase switch
    {
        Wire.Command.ActionOneofCase.Create => Create(command.Partition, command.Create),
        Wire.Command.ActionOneofCase.Delete => Delete(command.Partition),
        _ => Failed(
            command.Partition,
            new CreationFailure(CreationFailureReason.Unsupported, "this agent does not know the command's action")),
    };

    private Wire.CommandResult Create(string name, Wire.CreatePartitionCommand command)
    {
        if (partitions.Find(name) is { } held)
        {
            return new Wire.CommandResult { Created = held.Report };
        }

        var check = new ArgumentsCheck(state.Offer.Supported, state.Offer.AssignableSynthetic);
        if (check.Check(command.Arguments) is { } fault)
        {
            return Failed(name, fault);
        }

        var order = new CreationOrder(command.Arguments.CreatePartitionV2.Memory, command.Arguments.Features.ToSet(device.Architecture)!)
        {
            EarlyProperties = command.Arguments.EarlyProperties.ToEarly(),
        };
        switch (PartitionCreation.Create(device, order))
        {
            case CreatedPartition created:
                return Hold(name, command, created);
            case CreationFailure failure:
                return Failed(name, failure);
            case var other:
                throw new InvalidOperationException($"{other} is no result");
        }
    }

    private Wire.CommandResult Hold(string name, Wire.CreatePartitionCommand command, CreatedPartition created)
    {
        var report = Report(command, created);
        partitions.Add(new HeldPartition(name, created.Partition, report));
        logger.PartitionCreated(name, created.Features);
        return new Wire.CommandResult { Created = report };
    }

    private Wire.CommandResult Delete(string name)
    {
        if (partitions.Close(name))
        {
            logger.PartitionClosed(name);
        }

        return new Wire.CommandResult { Deleted = new Empty() };
    }

    private Wire.CommandResult Failed(string name, CreationFailure failure)
    {
        logger.CommandFailed(name, failure.Message);
        return new Wire.CommandResult { Failure = failure.ToWire(Catalogue.For(device.Architecture)) };
    }

    private Wire.PartitionReport Report(Wire.CreatePartitionCommand command, CreatedPartition created)
    {
        var report = new Wire.PartitionReport
        {
            DisplayName = command.DisplayName,
            Pool = command.Pool,
            Generation = command.Generation,
            RequestedFeatures = command.Arguments.Features,
            DisableMask = command.Arguments.DisableMask,
            Nested = command.Nested,
            CreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ExcludedFeatures = { command.ExcludedFeatures },
            Origin = Wire.PartitionReport.Types.Origin.Agent,
        };
        created.AddTo(report, command.Arguments.PtFlags, command.Arguments.PtIsolation);
        return report;
    }

    private void Remember(string commandId, Wire.CommandResult result)
    {
        answers.Add(commandId, result);
        order.Enqueue(commandId);
        if (order.Count > RememberedAnswers)
        {
            answers.Remove(order.Dequeue());
        }
    }
}
