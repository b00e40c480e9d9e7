using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Levelset.Api.Tests.Support;

/// <summary>Holds up one of the service's transactions of one kind after its commit, before who made it goes on.</summary>
/// <param name="isWanted">Tells the kind by the SQL of one of its commands.</param>
public sealed class HeldCommit(Func<string, bool> isWanted) : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DbContext? context;
    private int armed;

    /// <summary>Ends once the transaction has been committed.</summary>
    public Task IsHeld => held.Task.WaitAsync(TestAgent.Timeout);

    public void Arm() => armed = 1;

    public void Release() => released.SetResult();

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        if (isWanted(command.CommandText) && Interlocked.Exchange(ref armed, 0) == 1)
        {
            context = eventData.Context;
        }

        return ValueTask.FromResult(result);
    }

    public async Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        if (context is not null && eventData.Context == context)
        {
            context = null;
            held.SetResult();
            await released.Task.WaitAsync(TestAgent.Timeout, cancellationToken);
        }
    }
}
