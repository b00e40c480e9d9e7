using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Agent.Devices;
using Levelset.Agent.Handover;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.AgentV1;
using Levelset.Core.Features;
using Microsoft.Extensions.Logging;
using Call = Levelset.AgentV1.ControlRequest.CallOneofCase;
using HeldPartition = Levelset.AgentV1.HeldPartition;

namespace Levelset.Agent.Control;

/// <summary>What the agent answers on its own socket.</summary>
/// <param name="host">`hosts/{host}`.</param>
/// <param name="device">The hypervisor.</param>
/// <param name="current">What it offers.</param>
/// <param name="service">The assignment.</param>
/// <param name="partitions">Those that the agent holds.</param>
/// <param name="creation">Creates and closes them.</param>
/// <param name="arguments">Their creation arguments.</param>
/// <param name="claims">Rights to their descriptors.</param>
/// <param name="handover">Where those are presented.</param>
/// <param name="logger">Receives the agent's own faults.</param>
internal sealed class ControlRequestHandler(
    string host,
    IMshvDevice device,
    CurrentHost current,
    ServiceState service,
    HeldPartitions partitions,
    LocalCreation creation,
    LocalArguments arguments,
    Claims claims,
    HandoverEndpoint handover,
    ILogger<ControlRequestHandler> logger)
{
    /// <summary>Answers one request; a failure is an answer too.</summary>
    public ControlResponse Answer(ControlRequest request)
    {
        try
        {
            return request.CallCase switch
            {
                Call.GetStatus => new ControlResponse { Status = GetStatus() },
                Call.CreatePartition => new ControlResponse { Partition = ToWire(creation.Create(request.CreatePartition)) },
                Call.PrepareArguments => new ControlResponse { Arguments = arguments.PrepareWire(request.PrepareArguments) },
                Call.ListPartitions => new ControlResponse { Partitions = ListPartitions() },
                Call.ClosePartition => ClosePartition(request.ClosePartition.Name),
                Call.CreateClaim => CreateClaim(request.CreateClaim),
                _ => Error(StatusCode.Unimplemented, "unsupported request"),
            };
        }
        catch (AgentException exception)
        {
            return Error(exception is UsageException ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition, exception.Faults);
        }
        catch (Exception exception)
        {
            logger.Failed(request.CallCase, exception);
            return Error(StatusCode.Internal, "internal error; see the agent's log");
        }
    }

    /// <summary>An error, as it is sent.</summary>
    /// <param name="code">Has the numbers of google.rpc.Code.</param>
    /// <param name="faults">At least one.</param>
    public static ControlResponse Error(StatusCode code, params IEnumerable<string> faults) =>
        new() { Error = new ControlError { Code = (int)code, Faults = { faults } } };

    private GetStatusResponse GetStatus() => new()
    {
        Host = host,
        Device = device.Name,
        Simulated = device.IsSimulated,
        Connected = service.Connected,
        Report = current.Reading.ToWire(),
        Assignment = service.Assignment,
        AssignmentFromDiskTime = FromDisk(),
    };

    private ListPartitionsResponse ListPartitions() => new()
    {
        Partitions = { partitions.All.Select(ToWire) },
        AssignmentFromDiskTime = FromDisk(),
    };

    private ControlResponse ClosePartition(string name) =>
        creation.Close(name) ? new ControlResponse { Closed = new Empty() } : NotHeld(name);

    private ControlResponse CreateClaim(CreateClaimRequest request)
    {
        var claim = new Claim(request.Partition, request.Executes, request.Owns);
        if (claims.Issue(claim, request.Uid, request.Lifetime?.ToTimeSpan() ?? TimeSpan.Zero) is not (var token, var expires))
        {
            return NotHeld(request.Partition);
        }

        return new ControlResponse
        {
            Claim = new CreateClaimResponse
            {
                Token = token,
                ExpireTime = Timestamp.FromDateTimeOffset(expires),
                Socket = handover.Path,
            },
        };
    }

    private static ControlResponse NotHeld(string name) => Error(StatusCode.NotFound, $"the agent holds no partition '{name}'");

    private HeldPartition ToWire(Partitions.HeldPartition held) => new()
    {
        Name = held.Name,
        Report = held.Report,
        CreateTime = held.Report.CreateTime,
        Recorded = held.Recorded,
        Architecture = device.Architecture.ToWire(),
        Refusal = held.Refusal,
        Holders = { held.Holders.Select(HoldingProcess.Refresh) },
        Stored = held.Stored,
    };

    private Timestamp? FromDisk() =>
        service.AssignmentFromDisk is { } time ? Timestamp.FromDateTimeOffset(time) : null;
}
