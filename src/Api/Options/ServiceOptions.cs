using System.Net;

namespace Levelset.Api.Options;

/// <summary>What the service is told at start. Each option has an environment variable of the same meaning.</summary>
public sealed record ServiceOptions
{
    /// <summary>Where gRPC listens (cleartext HTTP/2). `--grpc`, LEVELSET_GRPC; default 127.0.0.1:5081.</summary>
    public IPEndPoint Grpc { get; init; } = new(IPAddress.Loopback, 5081);

    /// <summary>Where HTTP/1.1 listens: the web UI and health. `--http`, LEVELSET_HTTP; default 127.0.0.1:5080.</summary>
    public IPEndPoint Http { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>
    /// Npgsql connection string of the PostgreSQL to use. `--database`, LEVELSET_DATABASE; null = a private cluster in
    /// <see cref="Data"/>.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>
    /// Directory of the private cluster. `--data`, LEVELSET_DATA; default /var/lib/levelset as root, otherwise levelset in the
    /// user's local application data.
    /// </summary>
    public string Data { get; init; } = DefaultData;

    /// <summary>How often agents are asked for a sign of life.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without one a host is silent.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a replica shows the others that it lives.</summary>
    public TimeSpan LeaseInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After how long without that sign its streams count as ended.</summary>
    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many agents' streams end in a second when the service stops, so that another replica gets them one after the other.</summary>
    public double DrainRate { get; init; } = 2000;

    /// <summary>For how long they are served at most.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for an agent to carry out a command.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how long changes are kept, so that a watch can go on from a token. `--event-retention`, LEVELSET_EVENT_RETENTION, in
    /// hours; default 168, 7 days.
    /// </summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many changes are kept at most. `--maximum-events`, LEVELSET_MAXIMUM_EVENTS; default 1,000,000.</summary>
    public int MaximumEvents { get; init; } = 1_000_000;

    /// <summary>
    /// For how long the record of what happened is kept. `--activity-retention`, LEVELSET_ACTIVITY_RETENTION, in hours; default
    /// 8760, one year.
    /// </summary>
    public TimeSpan ActivityRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>
    /// How many activities are kept at most. `--maximum-activities`, LEVELSET_MAXIMUM_ACTIVITIES; default 1,000,000.
    /// </summary>
    public int MaximumActivities { get; init; } = 1_000_000;

    /// <summary>After how long the log of changes is looked at without a notification.</summary>
    public TimeSpan EventPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often is looked for hosts that have fallen silent; a twelfth as often for changes that are past their time.</summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After how long a watch to which nothing happens is given a new token.</summary>
    public TimeSpan WatchBookmarkInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long one event may wait for a caller that does not read.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How many hosts are kept in memory at most while somebody lists targets; where there are more, listings read the database.
    /// </summary>
    public int MaximumFleet { get; init; } = 250_000;

    /// <summary>The largest message that is read, in bytes.</summary>
    public const int MaximumMessageSize = 4 * 1024 * 1024;

    private static string DefaultData => Environment.IsPrivilegedProcess
        ? "/var/lib/levelset"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "levelset");
}
