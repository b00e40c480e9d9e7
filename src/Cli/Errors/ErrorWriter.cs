using System.Text.Json.Nodes;
using Grpc.Core;
using Levelset.Cli.Output;

namespace Levelset.Cli.Errors;

/// <summary>Writes errors to standard error as lines, or with -o json as one JSON object.</summary>
/// <param name="error">Standard error.</param>
/// <param name="json">Whether to write JSON.</param>
internal sealed class ErrorWriter(TextWriter error, bool json)
{
    /// <summary>An error of the service.</summary>
    /// <param name="exception">The failed call.</param>
    /// <param name="service">The address of the service.</param>
    /// <param name="exitCode">The exit code of the process.</param>
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

    /// <summary>Errors found by this program.</summary>
    /// <param name="code">USAGE, NO or IO.</param>
    /// <param name="messages">One for each error.</param>
    /// <param name="exitCode">The exit code of the process.</param>
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
