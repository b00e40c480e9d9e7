using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Levelset.Cli.Output;

namespace Levelset.Cli.Errors;

/// <summary>An error of the service with all its details.</summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Message">The message of the status.</param>
/// <param name="Details">In the order received.</param>
internal sealed record ServiceError(StatusCode Code, string Message, IReadOnlyList<IMessage> Details)
{
    /// <summary>The stable reason; empty if the service sent none.</summary>
    public string Reason => Details.OfType<ErrorInfo>().FirstOrDefault()?.Reason ?? "";

    public static ServiceError Of(RpcException exception)
    {
        var text = Describe(exception.Status);
        return exception.Trailers.GetRpcStatus(ignoreParseError: true) is { } status
            ? new ServiceError(exception.StatusCode, status.Message.Length > 0 ? status.Message : text, [.. status.Details.Select(Unpack)])
            : new ServiceError(exception.StatusCode, text, []);
    }

    /// <summary>The name of the status in the protocol: "NOT_FOUND".</summary>
    public string CodeName => EnumText.UpperSnake(Code);

    /// <summary>The lines to print.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{CodeName}: {Message}";
        foreach (var detail in Details)
        {
            foreach (var line in Lines(detail))
            {
                yield return "  " + line;
            }
        }
    }

    /// <summary>As JSON.</summary>
    public JsonObject ToTree() => new()
    {
        ["code"] = CodeName,
        ["message"] = Message,
        ["details"] = new JsonArray([.. Details.Select(Tree)]),
    };

    // The cause of a failed connection is in the inner exception.
    private static string Describe(Grpc.Core.Status status) => status switch
    {
        { DebugException: { } cause } => $"{status.Detail.TrimEnd('.')}: {cause.GetBaseException().Message}",
        { Detail.Length: 0 } => "no message from the service",
        _ => status.Detail,
    };

    private static IMessage Unpack(Any any) =>
        any.Is(ErrorInfo.Descriptor) ? any.Unpack<ErrorInfo>()
        : any.Is(BadRequest.Descriptor) ? any.Unpack<BadRequest>()
        : any.Is(PreconditionFailure.Descriptor) ? any.Unpack<PreconditionFailure>()
        : any;

    private static IEnumerable<string> Lines(IMessage detail) => detail switch
    {
        ErrorInfo info => info.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}: {pair.Value}")
            .Prepend($"reason: {info.Reason} ({info.Domain})"),
        BadRequest request => request.FieldViolations.Select(violation => $"field {violation.Field}: {violation.Description}"),
        PreconditionFailure failure => failure.Violations.Select(violation =>
            $"{violation.Subject}: {violation.Type}: {violation.Description}"),
        Any any => [$"{any.TypeUrl}: {any.Value.ToBase64()}"],
        _ => [],
    };

    private static JsonObject Tree(IMessage detail) => detail switch
    {
        ErrorInfo info => new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
            ["reason"] = info.Reason,
            ["domain"] = info.Domain,
            ["metadata"] = new JsonObject(info.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        },
        BadRequest request => new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
            ["fieldViolations"] = new JsonArray([.. request.FieldViolations.Select(violation => new JsonObject
            {
                ["field"] = violation.Field,
                ["description"] = violation.Description,
            })]),
        },
        PreconditionFailure failure => new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.PreconditionFailure",
            ["violations"] = new JsonArray([.. failure.Violations.Select(violation => new JsonObject
            {
                ["type"] = violation.Type,
                ["subject"] = violation.Subject,
                ["description"] = violation.Description,
            })]),
        },
        Any any => new JsonObject { ["@type"] = any.TypeUrl, ["value"] = any.Value.ToBase64() },
        _ => [],
    };
}
