using Npgsql;

namespace Levelset.Api.Data;

/// <summary>
/// Whose connections to the database: each has a pool of its own, so that nobody waits for a connection behind the others. Those of
/// callers have no name.
/// </summary>
internal static class Connections
{
    /// <summary>Of what agents say, and what they are told.</summary>
    public const string Agents = "agents";

    /// <summary>Of the work of the service itself.</summary>
    public const string Background = "background";

    // More than the processors of a database can use only wait there, and hold its locks meanwhile.
    private const int Default = 32;
    private const int Least = 2;

    // What is planned once need not be planned again: the service asks a few hundred questions over and over.
    private const int PreparedStatements = 256;

    /// <summary>The connection string of one use.</summary>
    /// <param name="connectionString">As configured; its `Maximum Pool Size` is for all uses together.</param>
    /// <param name="use">One of the names above; null = callers.</param>
    public static string For(string connectionString, string? use)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var all = given.ShouldSerialize("Maximum Pool Size") ? given.MaxPoolSize : Default;
        given.MaxPoolSize = Math.Max(Least, use is null ? all / 2 : all / 4);
        given.MinPoolSize = Math.Min(given.MinPoolSize, given.MaxPoolSize);
        given.ApplicationName = use is null ? "levelset" : $"levelset {use}";

        // Nothing that the service sets outlives its transaction.
        given.NoResetOnClose = true;
        given.MaxAutoPrepare = PreparedStatements;
        return given.ConnectionString;
    }
}
