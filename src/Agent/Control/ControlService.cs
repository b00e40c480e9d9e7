using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Agent.Daemon;
using Levelset.Agent.Messages;
using Levelset.Agent.Partitions;
using Levelset.Agent.V1;
using HeldPartition = Levelset.Agent.V1.HeldPartition;

namespace Levelset.Agent.Control;

/// <summary>What the agent answers on its own socket.</summary>
internal sealed class ControlService(SessionContext context, LocalCreation creation, LocalArguments arguments) : V1.ControlService.ControlServiceBase
{
    /// <inheritdoc/>
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext call) =>
        Task.FromResult(new GetStatusResponse
        {
            Host = $"hosts/{context.Options.HostId}",
            Device = context.Device.Name,
            Simulated = context.Device.IsSimulated,
            Connected = context.State.Connected,
            Report = context.State.Reading.ToWire(),
            Assignment = context.State.Assignment,
        });

    /// <inheritdoc/>
    public override Task<HeldPartition> CreatePartition(CreatePartitionRequest request, ServerCallContext call) =>
        Task.FromResult(Translate(() => ToWire(creation.Create(request))));

    /// <inheritdoc/>
    public override Task<PreparedArguments> PrepareArguments(CreatePartitionRequest request, ServerCallContext call) =>
        Task.FromResult(Translate(() => arguments.PrepareWire(request)));

    /// <inheritdoc/>
    public override Task<ListPartitionsResponse> ListPartitions(ListPartitionsRequest request, ServerCallContext call) =>
        Task.FromResult(new ListPartitionsResponse { Partitions = { context.Partitions.All.Select(ToWire) } });

    /// <inheritdoc/>
    public override Task<Empty> ClosePartition(ClosePartitionRequest request, ServerCallContext call) =>
        creation.Close(request.Name)
            ? Task.FromResult(new Empty())
            : throw new RpcException(new Status(StatusCode.NotFound, $"'{request.Name}' is not held here"));

    private static T Translate<T>(Func<T> answer)
    {
        try
        {
            return answer();
        }
        catch (AgentException exception)
        {
            var code = exception is UsageException ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition;
            throw new RpcException(new Status(code, exception.Message));
        }
    }

    private HeldPartition ToWire(Partitions.HeldPartition held) => new()
    {
        Name = held.Name,
        Report = held.Report,
        CreateTime = held.Report.CreateTime,
        Recorded = held.Recorded,
        Architecture = (Wire.Architecture)context.Device.Architecture,
    };
}
