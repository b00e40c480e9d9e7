using Levelset.Api.Data.Embedded;
using Npgsql;

namespace Levelset.Api.Tests.Hosting;

[Trait("Length", "long")]
public sealed class EmbeddedClusterTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public EmbeddedClusterTests() => Postgres.Require();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_DirectoryInUse_IsRefusedAndSaysWhatToDo()
    {
        await using var first = await StartAsync("data");

        var refused = await Assert.ThrowsAsync<EmbeddedClusterException>(() => StartAsync("data"));

        Assert.Contains("is in use by another levelset-api", refused.Message, StringComparison.Ordinal);
        Assert.Contains("LEVELSET_DATA", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first, "SELECT 1"));
    }

    [Fact]
    public async Task Start_Again_KeepsTheData()
    {
        await using (var first = await StartAsync("data"))
        {
            await ScalarAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer; SELECT 1");
        }

        await using var second = await StartAsync("data");

        Assert.Equal(42, await ScalarAsync(second, "SELECT answer FROM kept"));
    }

    [Theory]
    [InlineData("with spaces and, commas")]
    [InlineData("it's quoted")]
    [InlineData("a-very-long-path/that-is-deeper/than-any-socket-can-be-named/because-sun-path-holds-no-more/than-107-bytes-of-a-name")]
    public async Task Start_UnusualPath_Works(string path)
    {
        await using (var cluster = await StartAsync(path))
        {
            Assert.Equal(1, await ScalarAsync(cluster, "SELECT 1"));
        }

        await using var again = await StartAsync(path);
        Assert.Equal(1, await ScalarAsync(again, "SELECT 1"));
    }

    [Fact]
    public async Task Start_MadeByAVersionThatIsMissing_SaysWhatToInstall()
    {
        Directory.CreateDirectory(Path.Combine(scratch.Path, "data", "postgresql"));
        await File.WriteAllTextAsync(Path.Combine(scratch.Path, "data", "postgresql", "PG_VERSION"), "9\n", Cancel);

        var refused = await Assert.ThrowsAsync<EmbeddedClusterException>(() => StartAsync("data"));

        Assert.Contains("run: apt-get install -y postgresql-9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PathThatPgCtlCannotTake_IsRefusedAndSaysWhy()
    {
        var refused = await Assert.ThrowsAsync<EmbeddedClusterException>(() => StartAsync("a$b"));

        Assert.Contains("choose a directory without", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterACrashWhileItWasMade_MakesItAnew()
    {
        // initdb writes PG_VERSION first; what it left behind when it was killed is no cluster.
        await using (var made = await StartAsync("data"))
        {
            Assert.Equal(1, await ScalarAsync(made, "SELECT 1"));
        }

        var cluster = Path.Combine(scratch.Path, "data", "postgresql");
        Directory.Move(cluster, cluster + ".new");
        File.Delete(Path.Combine(cluster + ".new", "global", "pg_control"));

        await using var again = await StartAsync("data");

        Assert.Equal(1, await ScalarAsync(again, "SELECT 1"));
    }

    [Fact]
    public async Task Process_Killed_TheNextOneTakesOver()
    {
        using (var first = await ServiceProcess.StartAsync(scratch.Path))
        {
            await MakePoolAsync(first, "p");
            var (code, error) = await ServiceProcess.RefusedAsync(scratch.Path);
            Assert.Equal(1, code);
            Assert.Contains("is in use by another levelset-api", error, StringComparison.Ordinal);
            await first.KillAsync();
        }

        using var second = await ServiceProcess.StartAsync(scratch.Path);

        using var channel = second.Channel();
        var pool = await new PoolService.PoolServiceClient(channel).GetPoolAsync(new GetPoolRequest { Name = "pools/p" }, cancellationToken: Cancel);
        Assert.Equal("pools/p", pool.Name);
        Assert.Equal(0, await second.StopAsync());
        Assert.False(File.Exists(Path.Combine(scratch.Path, "postgresql", "postmaster.pid")));
    }

    [Fact]
    public async Task Process_WrongOptions_NamesEachAndExitsWithTwo()
    {
        var (code, error) = await ServiceProcess.RefusedAsync(scratch.Path, "--database", "Username=x", "--grpc", "5081");

        Assert.Equal(2, code);
        Assert.Contains("--grpc", error, StringComparison.Ordinal);
        Assert.Contains("--database", error, StringComparison.Ordinal);
    }

    public void Dispose() => scratch.Dispose();

    private static async Task MakePoolAsync(ServiceProcess service, string id)
    {
        using var channel = service.Channel();
        await new PoolService.PoolServiceClient(channel).CreatePoolAsync(new CreatePoolRequest { PoolId = id }, cancellationToken: Cancel);
    }

    private static async Task<int> ScalarAsync(EmbeddedCluster cluster, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private Task<EmbeddedCluster> StartAsync(string path) =>
        EmbeddedCluster.StartAsync(Path.Combine(scratch.Path, path), durable: false, Cancel);
}
