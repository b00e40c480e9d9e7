using Levelset.Api.Data;

namespace Levelset.Api.ChangeFeed;

/// <summary>Learns what the log of changes says, whichever process wrote it. Subscribers are called one after the other.</summary>
internal interface IChangeSubscriber
{
    /// <summary>Entries of the log, in order. May be called again with the same ones after an outage of the database.</summary>
    Task NoteAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken);

    /// <summary>Some entries were not read: anything may have changed.</summary>
    Task NoteAllAsync(CancellationToken cancellationToken);
}
