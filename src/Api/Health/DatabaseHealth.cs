using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Health;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<LevelsetDbContext> contexts)
{
    /// <summary>Asks it.</summary>
    public async Task<bool> IsAnsweringAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken);
    }
}
