using Npgsql;

namespace Levelset.Api.ChangeFeed;

/// <summary>How the listener connects: as everything else, but apart from the pool, and with a pulse so that a dead line is noticed.</summary>
internal sealed class EventConnection(string connectionString)
{
    /// <summary>Npgsql connection string.</summary>
    public string String { get; } = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        KeepAlive = 10,
        ApplicationName = "levelset events",
    }.ConnectionString;
}
