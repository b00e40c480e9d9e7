using System.Text;
using Npgsql;

namespace Levelset.Api.Tests.Support;

/// <summary>One test's database.</summary>
/// <param name="connectionString">How to connect to it.</param>
/// <param name="isReturned">Called once it has been emptied for the next test; null = it is not used again.</param>
public sealed class TestDatabase(string connectionString, Action? isReturned) : IAsyncDisposable
{
    private static readonly string[] Tables =
    [
        "activities", "agent_sessions", "baselines", "events", "host_labels", "host_reports", "hosts", "partition_tombstones",
        "partitions", "pools", "replicas", "supported_sets",
    ];

    public string ConnectionString => connectionString;

    /// <summary>
    /// Every row of every table with the transaction that wrote it: equal when nothing was written in between. Of heartbeats only
    /// the time, for whatever an agent says is a sign of life, and connections end at their own; no tombstones, for an agent closes
    /// what was moved away at its own time; and of the log only what concerns pools, for a partition that was not created has come
    /// and gone, and a host falls silent without a call. Activities of those two are left out too.
    /// </summary>
    public async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        foreach (var table in Tables)
        {
            var query = table switch
            {
                "agent_sessions" => "SELECT host_id, silent FROM agent_sessions ORDER BY host_id",
                "partition_tombstones" or "replicas" => "SELECT 1 WHERE false",
                "activities" => "SELECT t::text FROM activities t WHERE kind NOT IN (22, 23, 24, 26) ORDER BY id",
                "events" => "SELECT t::text FROM events t WHERE kind = 1 ORDER BY position",
                _ => $"SELECT xmin::text || ' ' || t::text FROM {table} t ORDER BY t::text",
            };
            foreach (var row in await ReadAsync(query))
            {
                dump.AppendLine($"{table} {row}");
            }
        }

        return dump.ToString();
    }

    /// <summary>One row per line, columns apart by '|': what psql prints without decoration.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    /// <summary>Returns once the query has a row; for what the service does at its own time.</summary>
    public async Task WaitForAsync(string sql)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestAgent.Timeout);
        while ((await ReadAsync(sql)).Count == 0)
        {
            await Task.Delay(TestAgent.Interval, limit.Token);
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (isReturned is not null)
        {
            // Neither new files nor new connections for the next test: both cost a server process more than the test itself does.
            // The lock waits for transactions that nobody waits for any more: what they write is deleted too.
            await ExecuteAsync($"""
                BEGIN;
                SET LOCAL session_replication_role = replica;
                LOCK TABLE {string.Join(", ", Tables)} IN ACCESS EXCLUSIVE MODE;
                {string.Concat(Tables.Select(table => $"DELETE FROM {table};"))}
                COMMIT
                """);
            isReturned();
            return;
        }

        await using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
