using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Levelset.Api.Tests.Support;

/// <summary>Counts the service's reads of one kind, and holds one up after it was made and before its result is used.</summary>
/// <param name="isWanted">Tells the kind by the SQL.</param>
public sealed class HeldRead(Func<string, bool> isWanted) : DbCommandInterceptor
{
    private TaskCompletionSource held = NewSource();
    private TaskCompletionSource released = NewSource();
    private int armed;
    private int count;

    /// <summary>How many there were.</summary>
    public int Count => count;

    /// <summary>Ends once the read has been done.</summary>
    public Task IsHeld => held.Task.WaitAsync(TestAgent.Timeout);

    public void Arm() => armed = 1;

    public void Release() => released.SetResult();

    /// <summary>Lets the one that is held go, and holds up the next.</summary>
    public void ReleaseAndArm()
    {
        var now = released;
        (held, released) = (NewSource(), NewSource());
        Arm();
        now.SetResult();
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        if (!isWanted(command.CommandText))
        {
            return result;
        }

        Interlocked.Increment(ref count);
        if (Interlocked.Exchange(ref armed, 0) == 1)
        {
            var release = released.Task;
            held.SetResult();
            await release.WaitAsync(cancellationToken);
        }

        return result;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
