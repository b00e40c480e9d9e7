using System.Text.Json;
using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>Why a command was not carried out, on its way through the database to the process whose caller waits.</summary>
internal static class StoredFailure
{
    private sealed record Form(
        StatusCode Code,
        string Reason,
        string Message,
        Dictionary<string, string> Metadata,
        List<Precondition> Preconditions);

    /// <summary>Logs the failure; the last thing that a transaction does, for it takes the log's lock.</summary>
    public static Task AppendFailureAsync(
        this LevelsetDbContext db,
        string commandId,
        string hostId,
        ServiceException failure,
        CancellationToken cancellationToken)
    {
        var form = new Form(failure.Code, failure.Reason, failure.Message, failure.Metadata, failure.Preconditions);
        var content = JsonSerializer.Serialize(form);
        var kind = (short)EventKind.CommandFailure;
        return db.Database.ExecuteSqlAsync(
            $"SELECT append_event({kind}, {commandId}, {hostId}, NULL, false, 0, {content}::jsonb, NULL)",
            cancellationToken);
    }

    /// <summary>The failure as it was logged.</summary>
    public static ServiceException Read(string content)
    {
        var form = JsonSerializer.Deserialize<Form>(content)!;
        var failure = new ServiceException(form.Code, form.Reason, form.Message);
        failure.Preconditions.AddRange(form.Preconditions);
        foreach (var (key, value) in form.Metadata)
        {
            failure.Metadata.Add(key, value);
        }

        return failure;
    }
}
