using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Levelset.Api.Data.Embedded;

/// <summary>
/// A private PostgreSQL cluster in a directory of its own, listening on a Unix socket only. Made when it does not exist,
/// started by <see cref="StartAsync"/>, stopped when disposed; after a crash the next start takes it over.
/// </summary>
/// <remarks>
/// PostgreSQL refuses to run as root; as root, the cluster belongs to the distribution's `postgres` account. Access is
/// guarded by the socket's directory (0700), so that no password exists.
/// </remarks>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private const string Account = "postgres";
    private const string Role = "levelset";

    private readonly PostgresBinaries binaries;
    private readonly string root;
    private readonly string cluster;
    private readonly string socket;
    private readonly FileStream ownership;

    private EmbeddedCluster(PostgresBinaries binaries, string root, FileStream ownership)
    {
        this.binaries = binaries;
        this.root = root;
        this.ownership = ownership;
        cluster = Path.Combine(root, "postgresql");
        socket = SocketDirectory(root);
    }

    /// <summary>Connects to the cluster's `levelset` database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = socket,
        Username = Role,
        Database = "levelset",
        MaxPoolSize = 50,
    }.ConnectionString;

    /// <summary>Makes the cluster where there is none and starts it.</summary>
    /// <param name="directory">Where the cluster lives.</param>
    /// <param name="durable">False only for tests: a crash of the machine may then lose data.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="EmbeddedClusterException">It cannot be done, and why.</exception>
    public static async Task<EmbeddedCluster> StartAsync(string directory, bool durable, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(directory);
        CheckPath(root);
        var ownership = Own(root);
        try
        {
            var versionFile = Path.Combine(root, "postgresql", "PG_VERSION");
            int? version = File.Exists(versionFile)
                ? int.Parse(await File.ReadAllTextAsync(versionFile, cancellationToken), CultureInfo.InvariantCulture)
                : null;
            var binaries = PostgresBinaries.Find(version) ?? throw new EmbeddedClusterException(
                version is null
                    ? $"no PostgreSQL server is installed; run: {PostgresBinaries.InstallCommand}; or set a connection string (LEVELSET_DATABASE)"
                    : $"{root} was created by PostgreSQL {version}, which is not installed; run: apt-get install -y postgresql-{version}");
            var started = new EmbeddedCluster(binaries, root, ownership);
            try
            {
                await started.StartAsync(isNew: version is null, durable, cancellationToken);
                return started;
            }
            catch
            {
                await started.StopAsync();
                throw;
            }
        }
        catch
        {
            await ownership.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        if (socket != Path.Combine(root, "socket"))
        {
            Directory.Delete(socket, recursive: true);
        }

        await ownership.DisposeAsync();
    }

    // pg_ctl puts paths between double quotes of a shell command.
    private static void CheckPath(string root)
    {
        if (root.IndexOfAny(['"', '$', '`', '\\', '\n']) is var bad and >= 0)
        {
            throw new EmbeddedClusterException(
                $"PostgreSQL cannot use {root}: choose a directory without '{root[bad]}' in its path (LEVELSET_DATA)");
        }
    }

    private Task StopAsync() => RunAsync("pg_ctl", ["stop", "-D", cluster, "-m", "fast", "-w"], CancellationToken.None);

    // One service per directory: the lock goes with the process, however it ends.
    private static FileStream Own(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            return new FileStream(Path.Combine(root, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new EmbeddedClusterException(
                $"{root} is in use by another levelset-api ({exception.Message}); give each its own directory (LEVELSET_DATA)",
                exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new EmbeddedClusterException($"{exception.Message} Choose a directory that you can write to (LEVELSET_DATA)", exception);
        }
    }

    // sun_path holds 107 bytes, and the setting is a list with rules of its own: a deep data directory, or one of an unusual
    // name, has its socket elsewhere.
    private static string SocketDirectory(string root)
    {
        var near = Path.Combine(root, "socket");
        return near.Length <= 80 && near.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
            ? near
            : Path.Combine(Path.GetTempPath(), "levelset-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16]);
    }

    private async Task StartAsync(bool isNew, bool durable, CancellationToken cancellationToken)
    {
        PrepareDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        PrepareDirectory(socket, Private);
        await GiveToAccountAsync(socket, cancellationToken);
        if (isNew)
        {
            await MakeAsync(Private, durable, cancellationToken);
        }

        // What a crashed service left running is stopped in good order before it is taken over. One that dies meanwhile, as when it was
        // killed as well, does not stop in good order, and is gone.
        if (await IsRunningAsync(cancellationToken)
            && await RunAsync("pg_ctl", ["stop", "-D", cluster, "-m", "fast", "-w"], cancellationToken) is not { ExitCode: 0 }
            && await IsRunningAsync(cancellationToken))
        {
            await RequireAsync("pg_ctl", ["stop", "-D", cluster, "-m", "immediate", "-w"], cancellationToken);
        }

        var settings = $"-c listen_addresses='' -c unix_socket_directories='{socket}' -c max_connections=100"
            + (durable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        await RequireAsync(
            "pg_ctl",
            ["start", "-D", cluster, "-w", "-t", "60", "-l", Path.Combine(cluster, "server.log"), "-o", settings],
            cancellationToken);
        await CreateDatabaseAsync(cancellationToken);
    }

    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        await RunAsync("pg_ctl", ["status", "-D", cluster], cancellationToken) is { ExitCode: 0 };

    // Made aside and moved when it is whole: what a crash leaves half made is made anew by the next start.
    private async Task MakeAsync(UnixFileMode mode, bool durable, CancellationToken cancellationToken)
    {
        var made = cluster + ".new";
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        PrepareDirectory(made, mode);
        await GiveToAccountAsync(made, cancellationToken);
        await RequireAsync(
            "initdb",
            ["-D", made, "-U", Role, "-A", "trust", "-E", "UTF8", "--locale=C", .. durable ? (string[])[] : ["--no-sync"]],
            cancellationToken);
        Directory.Move(made, cluster);
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'levelset'", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand("CREATE DATABASE levelset", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void PrepareDirectory(string path, UnixFileMode mode)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, mode);
    }

    private async Task GiveToAccountAsync(string directory, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Check("chown", await StartProcessAsync("chown", [$"{Account}:", directory], cancellationToken));
        }
    }

    private async Task RequireAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        Check(program, await RunAsync(program, arguments, cancellationToken));

    private void Check(string program, (int ExitCode, string Output) result)
    {
        if (result.ExitCode != 0)
        {
            var log = Path.Combine(cluster, "server.log");
            var detail = program == "pg_ctl" && File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5)) : "";
            throw new EmbeddedClusterException(
                $"{program} for the private cluster in {root} failed ({result.ExitCode}): {result.Output.Trim()} {detail}".TrimEnd()
                + (Environment.IsPrivilegedProcess ? $" (every directory above it must be accessible to the account {Account})" : ""));
        }
    }

    private Task<(int ExitCode, string Output)> RunAsync(
        string program,
        string[] arguments,
        CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess
            ? StartProcessAsync(
                "setpriv",
                ["--reuid", Account, "--regid", Account, "--init-groups", "--", binaries.Program(program), .. arguments],
                cancellationToken)
            : StartProcessAsync(binaries.Program(program), arguments, cancellationToken);

    private static async Task<(int ExitCode, string Output)> StartProcessAsync(
        string program,
        string[] arguments,
        CancellationToken cancellationToken)
    {
        // The server outlives pg_ctl and would keep an inherited pipe open for ever: output goes to a file.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
            foreach (var argument in (string[])["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", output, program, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            // Settings of another PostgreSQL client must not reach this server.
            foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            {
                start.Environment.Remove(name);
            }

            using var process = Process.Start(start) ?? throw new EmbeddedClusterException($"{program} did not start");

            // What has been begun is finished: a server that starts while nobody looks would never be stopped.
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return (process.ExitCode, await File.ReadAllTextAsync(output, cancellationToken));
        }
        finally
        {
            File.Delete(output);
        }
    }
}
