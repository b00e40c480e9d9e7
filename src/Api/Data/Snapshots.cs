using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Data;

/// <summary>Reading several tables as of one instant.</summary>
internal static class Snapshots
{
    /// <summary>Runs queries of which each sees what the first saw, whatever others commit meanwhile.</summary>
    public static async Task<T> ReadSnapshotAsync<T>(
        this IDbContextFactory<LevelsetDbContext> contexts,
        Func<LevelsetDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await work(db, cancellationToken);
    }
}
