using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Agent.Daemon;
using Levelset.Agent.Handover;
using Levelset.Agent.Messages;
using Levelset.Agent.Partitions;
using Levelset.Agent.V1;
using HeldPartition = Levelset.Agent.V1.HeldPartition;

namespace Levelset.Agent.Control;

/// <summary>What the agent answers on its own socket.</summary>
internal sealed class ControlService(
    SessionContext context,
    LocalCreation creation,
    LocalArguments arguments,
    Claims claims,
    HandoverPlace handover) : V1.ControlService.ControlServiceBase
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
            AssignmentFromDiskTime = FromDisk(),
        });

    /// <inheritdoc/>
    public override Task<HeldPartition> CreatePartition(CreatePartitionRequest request, ServerCallContext call) =>
        Task.FromResult(Answer(() => ToWire(creation.Create(request))));

    /// <inheritdoc/>
    public override Task<PreparedArguments> PrepareArguments(CreatePartitionRequest request, ServerCallContext call) =>
        Task.FromResult(Answer(() => arguments.PrepareWire(request)));

    /// <inheritdoc/>
    public override Task<ListPartitionsResponse> ListPartitions(ListPartitionsRequest request, ServerCallContext call) =>
        Task.FromResult(new ListPartitionsResponse
        {
            Partitions = { context.Partitions.All.Select(ToWire) },
            AssignmentFromDiskTime = FromDisk(),
        });

    /// <inheritdoc/>
    public override Task<Empty> ClosePartition(ClosePartitionRequest request, ServerCallContext call) =>
        Task.FromResult(Answer(() => creation.Close(request.Name)
            ? new Empty()
            : throw new RpcException(new Status(StatusCode.NotFound, $"'{request.Name}' is not held here"))));

    /// <inheritdoc/>
    public override Task<CreateClaimResponse> CreateClaim(CreateClaimRequest request, ServerCallContext call) =>
        Task.FromResult(Answer(() =>
        {
            var claim = new Claim(request.Partition, request.Executes, request.Owns);
            var (token, expires) = claims.Issue(claim, request.Uid, request.Lifetime?.ToTimeSpan() ?? TimeSpan.Zero)
                ?? throw new RpcException(new Status(StatusCode.NotFound, $"'{request.Partition}' is not held here"));
            return new CreateClaimResponse
            {
                Token = token,
                ExpireTime = Timestamp.FromDateTimeOffset(expires),
                Socket = handover.Path,
            };
        }));

    private HeldPartition ToWire(Partitions.HeldPartition held) => new()
    {
        Name = held.Name,
        Report = held.Report,
        CreateTime = held.Report.CreateTime,
        Recorded = held.Recorded,
        Architecture = (Wire.Architecture)context.Device.Architecture,
        Refusal = held.Refusal,
        Holders = { held.Holders.Select(HoldingProcess.Refresh) },
        Stored = held.Stored,
    };

    private Timestamp? FromDisk() =>
        context.State.AssignmentFromDisk is { } time ? Timestamp.FromDateTimeOffset(time) : null;

    private static T Answer<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (AgentException exception)
        {
            var code = exception is UsageException ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition;
            throw new RpcException(new Status(code, exception.Message));
        }
    }
}
