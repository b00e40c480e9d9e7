using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Levelset.Api.Hosting;

/// <summary>Healthy = the database answered a query before the check's time was up, and can be written to.</summary>
internal sealed class DatabaseHealthCheck(IDbContextFactory<LevelsetDbContext> contexts) : IHealthCheck
{
    /// <summary>After how long without an answer the database counts as not answering.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // The driver may not notice a cancellation while it waits for a machine that does not answer at all.
            return await IsReadOnlyAsync(cancellationToken).WaitAsync(cancellationToken)
                ? HealthCheckResult.Unhealthy("the database is read-only")
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy("the database does not answer", exception);
        }
    }

    // Also on a standby, which answers queries and refuses every change.
    private async Task<bool> IsReadOnlyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.SqlQuery<bool>($"SELECT current_setting('transaction_read_only') = 'on' AS \"Value\"")
            .SingleAsync(cancellationToken);
    }
}
