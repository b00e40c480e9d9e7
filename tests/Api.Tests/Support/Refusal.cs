using Google.Rpc;
using RpcStatus = Google.Rpc.Status;
using StatusCode = Grpc.Core.StatusCode;

namespace Levelset.Api.Tests.Support;

/// <summary>An error of the service, taken apart.</summary>
/// <param name="Code">The gRPC code.</param>
/// <param name="Message">The status message.</param>
/// <param name="Reason">ErrorInfo.reason.</param>
/// <param name="Domain">ErrorInfo.domain.</param>
/// <param name="Metadata">ErrorInfo.metadata.</param>
/// <param name="Fields">BadRequest: field and description.</param>
/// <param name="Preconditions">PreconditionFailure: type, subject and description.</param>
public sealed record Refusal(
    StatusCode Code,
    string Message,
    string Reason,
    string Domain,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<(string Field, string Description)> Fields,
    IReadOnlyList<(string Type, string Subject, string Description)> Preconditions)
{
    /// <summary>Everything that the details say.</summary>
    public IEnumerable<string> Details =>
        Fields.Select(fault => $"{fault.Field}: {fault.Description}")
            .Concat(Preconditions.Select(p => $"{p.Type} {p.Subject}: {p.Description}"))
            .Concat(Metadata.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>The error that a call must end with.</summary>
    public static async Task<Refusal> OfAsync(Func<Task> call) => Of(await Assert.ThrowsAsync<RpcException>(call));

    /// <summary>The error that a call must end with, of this code and reason.</summary>
    public static async Task<Refusal> OfAsync(StatusCode code, string reason, Func<Task> call)
    {
        var refusal = await OfAsync(call);
        Assert.Equal((code, reason), (refusal.Code, refusal.Reason));
        return refusal;
    }

    public static Refusal Of(RpcException exception)
    {
        var bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.True(bytes is not null, $"no details: {exception.Status}");
        var status = RpcStatus.Parser.ParseFrom(bytes);
        Assert.Equal((int)exception.StatusCode, status.Code);
        Assert.Equal(exception.Status.Detail, status.Message);
        var info = Unpack<ErrorInfo>(status) ?? new ErrorInfo();
        return new Refusal(
            exception.StatusCode,
            exception.Status.Detail,
            info.Reason,
            info.Domain,
            info.Metadata,
            [.. (Unpack<BadRequest>(status)?.FieldViolations ?? []).Select(v => (v.Field, v.Description))],
            [.. (Unpack<PreconditionFailure>(status)?.Violations ?? []).Select(v => (v.Type, v.Subject, v.Description))]);
    }

    private static T? Unpack<T>(RpcStatus status)
        where T : class, Google.Protobuf.IMessage, new()
    {
        var any = status.Details.SingleOrDefault(detail => detail.Is(new T().Descriptor));
        return any is null ? null : (T)new T().Descriptor.Parser.ParseFrom(any.Value);
    }
}
