using System.Text.Json.Nodes;
using Grpc.Core;
using Levelset.Cli.Output;

namespace Levelset.Cli.Errors;

/// <summary>Writes errors to standard error: lines, or with -o json one JSON object.</summary>
/// <param name="error">Standard error.</param>
/// <param name="json">Whether machines read it.</param>
internal sealed class ErrorWriter(TextWriter error, bool json)
{
    /// <summary>An error of the service.</summary>
    /// <param name="exception">It.</param>
    /// <param name="service">Whom it came from, or who could not be reached.</param>
    /// <param name="exitCode">What the process ends with.</param>
    public void Write(RpcException exception, string service, int exitCode)
    {
        var cause = ServiceError.Of(exception);
        if (json)
        {
            var tree = cause.ToTree();
            tree["service"] = service;
            tree["exitCode"] = exitCode;
            error.Write(TreeText.ToJson(new JsonObject { ["error"] = tree }));
            return;
        }

        foreach (var line in cause.Lines())
        {
            error.WriteLine($"levelset: {line}");
        }

        if (exitCode == ExitCode.Unreachable && cause.Details.Count == 0)
        {
            error.WriteLine($"levelset:   service: {service}");
        }
    }

    /// <summary>Errors that this program found itself.</summary>
    /// <param name="code">A stable word for their kind.</param>
    /// <param name="messages">Every one.</param>
    /// <param name="exitCode">What the process ends with.</param>
    public void Write(string code, IReadOnlyList<string> messages, int exitCode)
    {
        if (json)
        {
            error.Write(TreeText.ToJson(new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = code,
                    ["message"] = string.Join("; ", messages),
                    ["faults"] = new JsonArray([.. messages.Select(message => JsonValue.Create(message))]),
                    ["exitCode"] = exitCode,
                },
            }));
            return;
        }

        foreach (var message in messages)
        {
            error.WriteLine($"levelset: {message}");
        }
    }
}
