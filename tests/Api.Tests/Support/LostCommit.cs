using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Levelset.Api.Tests.Support;

/// <summary>Lets one of the service's transactions lose a race when it commits, with all of its work done.</summary>
public sealed class LostCommit : DbTransactionInterceptor
{
    private int armed;
    private int lost;

    /// <summary>How many have lost.</summary>
    public int Lost => lost;

    public void Arm() => armed = 1;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref armed, 0) == 0)
        {
            return ValueTask.FromResult(result);
        }

        lost++;
        throw new DbUpdateConcurrencyException("a test lets it lose");
    }
}
