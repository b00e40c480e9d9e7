using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Mapping;

/// <summary>What of contributing members no fingerprint covers: their clocks, and the words that they could not read.</summary>
internal static class HostValues
{
    // Clocks are measured, so that there may be as many as hosts: the most frequent ones.
    private const string Clocks =
        """
        SELECT value::text AS "Value", count::integer AS "Count", ids[1:100] AS "Hosts" FROM (
            SELECT processor_clock_frequency AS value, count(*) AS count, array_agg(id ORDER BY id) AS ids FROM hosts
            WHERE pool_id = {0} AND membership_state = 2 GROUP BY processor_clock_frequency) clock
        ORDER BY count DESC, value LIMIT 20
        """;

    private const string Words =
        """
        SELECT word AS "Value", count(*)::integer AS "Count", (array_agg(id ORDER BY id))[1:100] AS "Hosts"
        FROM hosts CROSS JOIN unnest(unreported_words) word
        WHERE pool_id = {0} AND membership_state = 2 AND unreported_words <> ARRAY[]::text[] GROUP BY word ORDER BY word
        """;

    /// <summary>Members with one value.</summary>
    internal sealed record Group
    {
        /// <summary>Null = not reported.</summary>
        public string? Value { get; init; }

        public int Count { get; init; }

        public string[] Hosts { get; init; } = [];
    }

    /// <summary>The words that some contributors do not report.</summary>
    public static Task<List<Group>> UnreportedWordsAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<Group>(Words, poolId).ToListAsync(cancellationToken);

    /// <summary>Clocks in Hz.</summary>
    public static Task<List<Group>> ClocksAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<Group>(Clocks, poolId).ToListAsync(cancellationToken);
}
