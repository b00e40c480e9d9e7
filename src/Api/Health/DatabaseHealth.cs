using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Health;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<LevelsetDbContext> contexts, TimeProvider time)
{
    // Who asks for health has little patience: an answer that takes longer is a no.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks it.</summary>
    public async Task<bool> IsAnsweringAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(either.Token);
            return await db.Database.CanConnectAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
