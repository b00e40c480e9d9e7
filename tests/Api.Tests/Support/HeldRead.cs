using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Levelset.Api.Tests.Support;

/// <summary>Holds up the service after it has read what it is about to tell agents, and before it tells them.</summary>
public sealed class HeldRead : DbCommandInterceptor
{
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int armed;

    /// <summary>Ends once the read has been done.</summary>
    public Task IsHeld => held.Task.WaitAsync(TestAgent.Patience);

    public void Arm() => armed = 1;

    public void Release() => released.SetResult();

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        // Only the assignments are read with host, pool and sighting together.
        if (command.CommandText.Contains("JOIN pools", StringComparison.Ordinal)
            && command.CommandText.Contains("JOIN agent_sightings", StringComparison.Ordinal)
            && Interlocked.Exchange(ref armed, 0) == 1)
        {
            held.SetResult();
            await released.Task.WaitAsync(cancellationToken);
        }

        return result;
    }
}
