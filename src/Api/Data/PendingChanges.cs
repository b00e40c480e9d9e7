namespace Levelset.Api.Data;

/// <summary>
/// Counts what the log of changes may tell and has not been read for yet: commits of this process, and times during which no
/// notification of others' commits can be heard. Whoever keeps what he has read knows by it whether he has read enough.
/// </summary>
internal sealed class PendingChanges
{
    // At the start nobody listens.
    private long begun = 1;
    private long ended;

    /// <summary>Raised when one has ended and the log is to be read.</summary>
    public event Action? HasEnded;

    /// <summary>How many have ended: as many as a read of the log that starts now has in it.</summary>
    public long Ended => Volatile.Read(ref ended);

    /// <summary>A commit begins, or a time without notifications.</summary>
    public void Begin() => Interlocked.Increment(ref begun);

    /// <summary>It is over.</summary>
    public void End()
    {
        Interlocked.Increment(ref ended);
        HasEnded?.Invoke();
    }

    /// <summary>
    /// Whether nothing is under way now and nothing has ended since a read of the log started.
    /// </summary>
    /// <param name="ended"><see cref="Ended"/> when that read started.</param>
    public bool IsCoveredBy(long ended) => Volatile.Read(ref begun) == ended;
}
