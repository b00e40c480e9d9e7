using System.Collections.Concurrent;
using Levelset.Api.Data;
using Levelset.Api.Data.Embedded;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Tests.Support;

/// <summary>One private PostgreSQL for all tests; each test has a database to itself, copied from a migrated one.</summary>
public sealed class Postgres : IAsyncLifetime
{
    private const string Template = "template_of_tests";

    private readonly ScratchDirectory directory = new();
    private EmbeddedCluster? cluster;
    private readonly ConcurrentBag<string> free = [];
    private int databases;

    public async ValueTask InitializeAsync()
    {
        if (PostgresBinaries.Find() is null)
        {
            return;
        }

        cluster = await EmbeddedCluster.StartAsync(directory.Path, durable: false, CancellationToken.None);
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var db = new LevelsetDbContext(
            new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(ConnectionString(Template, pooling: false)).Options);
        await db.Database.MigrateAsync();
    }

    /// <summary>A database with the current schema and nothing in it, made anew or emptied by the test before.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        Require();
        if (!free.TryTake(out var name))
        {
            name = $"test_{Interlocked.Increment(ref databases)}";
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        }

        return new TestDatabase(ConnectionString(name), () => free.Add(name));
    }

    /// <summary>A database without any schema.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        Require();
        var name = $"empty_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        return new TestDatabase(ConnectionString(name), isReturned: null);
    }

    private string ConnectionString(string database, bool pooling = true) =>
        new NpgsqlConnectionStringBuilder(cluster!.ConnectionString)
        {
            Database = database,
            MaxPoolSize = 20,
            Timeout = 60,
            Pooling = pooling,
        }.ConnectionString;

    /// <summary>Without PostgreSQL a test is skipped on a laptop and fails where the data is required.</summary>
    public static void Require()
    {
        if (PostgresBinaries.Find() is null)
        {
            const string Why = $"no PostgreSQL server is installed; run: {PostgresBinaries.InstallCommand}";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("LEVELSET_REQUIRE_DATA") == "1", Why);
            Assert.Fail(Why);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        directory.Dispose();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
