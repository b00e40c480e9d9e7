using Levelset.Api.Data;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// Learns what the log of changes says, whichever process wrote it. Called by the one reader, one call after the other; what
/// takes longer than to note something is done elsewhere.
/// </summary>
internal interface IChangeSubscriber
{
    /// <summary>The log is not followed for the moment, and may go on differently.</summary>
    void Forget()
    {
    }

    /// <summary>The log is followed from a position on. What came before it was not read: anything may have changed.</summary>
    void Start(long position);

    /// <summary>The next entries, complete and in order.</summary>
    void Note(IReadOnlyList<EventRow> rows);

    /// <summary>The log has been read to its end.</summary>
    /// <param name="covers">How many changes had ended when the read started; see <see cref="PendingChanges.Ended"/>.</param>
    /// <param name="started">When it started; a timestamp.</param>
    void NoteEnd(long covers, long started)
    {
    }
}
