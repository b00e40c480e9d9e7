using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Levelset.Api.Tests.Data;

public sealed class MigrationTests(Postgres postgres)
{
    private static readonly string Script = Repository.PathOf("src/Api/Data/Migrations/schema.sql");

    [Fact]
    public void Model_AgainstTheMigrations_HasNoPendingChange()
    {
        using var db = Context("Host=none");

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Migrations_AsSql_EqualTheReviewedScript()
    {
        using var db = Context("Host=none");
        var sql = db.GetService<IMigrator>().GenerateScript().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("LEVELSET_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(Script, sql);
        }

        Assert.True(
            sql == (File.Exists(Script) ? File.ReadAllText(Script) : ""),
            $"{Script} is not what the migrations do. Review what they do, then run this test with LEVELSET_WRITE_SCHEMA=1 and commit the file.");
    }

    [Fact]
    public async Task Script_OnAnEmptyDatabase_MakesTheSchemaOfTheMigrations()
    {
        await using var byScript = await postgres.CreateEmptyDatabaseAsync();
        await using var byMigration = await postgres.CreateDatabaseAsync();

        await byScript.ExecuteAsync(await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken));

        const string Columns = "SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns "
            + "WHERE table_schema = 'public' ORDER BY 1, 2";
        const string Constraints = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
        Assert.Equal(await byMigration.ReadAsync(Columns), await byScript.ReadAsync(Columns));
        Assert.Equal(await byMigration.ReadAsync(Constraints), await byScript.ReadAsync(Constraints));
    }

    [Fact]
    public async Task Migrations_AppliedTwice_ChangeNothing()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var db = Context(database.ConnectionString);
        var before = await database.ReadAsync("SELECT * FROM \"__EFMigrationsHistory\"");

        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, await database.ReadAsync("SELECT * FROM \"__EFMigrationsHistory\""));
    }

    [Fact]
    public async Task Baselines_Updated_AreRefused()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddBaselineAsync(database);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("UPDATE baselines SET cause = 'other'"));

        Assert.Equal("generation 1 of pool p is immutable", refused.MessageText);
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("INSERT INTO baselines SELECT * FROM baselines"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x86_64")]
    [InlineData("sparc bank0=0x0000000000000000")]
    [InlineData("x86_64 bank0=0x0 bank1=0x0000000000000000 xsave=0x0000000000000000")]
    [InlineData("x86_64 bank0=0x000000000000000G bank1=0x0000000000000000 xsave=0x0000000000000000")]
    [InlineData("x86_64 bank0=0x0000000000000000  bank1=0x0000000000000000 xsave=0x0000000000000000")]
    [InlineData("x86_64 bank0=0x0000000000000000 bank1=0x0000000000000000 xsave=0x0000000000000000 ")]
    [InlineData("x86_64 bank0=-1 bank1=0x0000000000000000 xsave=0x0000000000000000")]
    [InlineData("x86_64 bank0=0x0000000000000000 bank1=0x0000000000000000 xsave=0xFFFFFFFFFFFFFFFF")]
    public async Task Words_Malformed_AreRefusedByEveryColumn(string words)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddBaselineAsync(database);
        foreach (var statement in new[]
        {
            $"INSERT INTO supported_sets (fingerprint, vendor, features) VALUES (repeat('0', 64), 'GenuineIntel', '{words}')",
            $"UPDATE pools SET level = '{words}'",
            $"UPDATE pools SET excluded = '{words}'",
            Baseline(2, words),
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(statement));
            Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
        }
    }

    [Fact]
    public async Task Pools_GenerationBeyondTheLast_IsRefused()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await AddBaselineAsync(database);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("UPDATE pools SET current_generation = 2"));

        Assert.Equal("pools_generation", refused.ConstraintName);
    }

    private static LevelsetDbContext Context(string connectionString) =>
        new(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(connectionString).Options);

    private static async Task AddBaselineAsync(TestDatabase database)
    {
        await database.ExecuteAsync(
            "INSERT INTO pools (id, display_name, reserved_bits, last_generation, create_time) VALUES ('p', '', 1, 1, now())");
        await database.ExecuteAsync(Baseline(1, "x86_64 bank0=0xffffffffffffffff bank1=0x8000000000000000 xsave=0x0000000000000001"));
    }

    private static string Baseline(int generation, string words) =>
        "INSERT INTO baselines (pool_id, generation, vendor, features, level, cause, author, create_time, catalogue_version, reasons) "
        + $"VALUES ('p', {generation}, 'GenuineIntel', '{words}', '{words}', '', '', now(), '', '{{}}')";
}
