using System.Collections.Concurrent;
using System.Data;
using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// Reads resources of one kind and their changes for all who watch them. Callers that are equally far share one read, so that a
/// change costs one read however many watch.
/// </summary>
/// <typeparam name="TResource">The message of the resource.</typeparam>
internal abstract class ResourceWatch<TResource>(
    IDbContextFactory<LevelsetDbContext> contexts,
    EventKind kind,
    IHostApplicationLifetime lifetime)
{
    /// <summary>How many rows are read at a time, and so how many a watch holds at most.</summary>
    public const int PageSize = 200;

    private const int SharedPages = 16;

    private readonly ConcurrentDictionary<(long After, long UpTo), Lazy<Task<WatchPage<TResource>>>> shared = new();
    private long newest;

    /// <summary>The next events after a position, none beyond another.</summary>
    /// <exception cref="Errors.ServiceException">Some of them are gone.</exception>
    public async Task<WatchPage<TResource>> ReadEventsAsync(long after, long upTo, CancellationToken cancellationToken)
    {
        // What was read for an older end of the log, or for one who catches up from far behind, will hardly be asked for again.
        if (Interlocked.Exchange(ref newest, upTo) != upTo || shared.Count >= SharedPages)
        {
            shared.Clear();
        }

        var page = shared.GetOrAdd((after, upTo), key => new(() => ReadEventsAsync(key.After, key.UpTo)));
        try
        {
            return await page.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (page.Value.IsFaulted)
            {
                shared.TryRemove(new((after, upTo), page));
            }
        }
    }

    /// <summary>The next resources after an id, and where the log was then.</summary>
    public async Task<StatePage<TResource>> ReadStateAsync(string after, WatchFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var position = await EventLog.HeadAsync(db, cancellationToken);
        return new(await ReadStateAsync(db, after, filter, cancellationToken), position);
    }

    /// <summary>At most <see cref="PageSize"/> resources after an id, in order of their ids.</summary>
    protected abstract Task<IReadOnlyList<(string Id, TResource Resource)>> ReadStateAsync(
        LevelsetDbContext db,
        string after,
        WatchFilter filter,
        CancellationToken cancellationToken);

    /// <summary>The resources as the events show them, in the same order.</summary>
    protected abstract Task<IReadOnlyList<TResource>> ReadResourcesAsync(
        LevelsetDbContext db,
        IReadOnlyList<EventRow> rows,
        CancellationToken cancellationToken);

    private async Task<WatchPage<TResource>> ReadEventsAsync(long after, long upTo)
    {
        // It is shared, so it ends with the service and not with the caller who asked first.
        var stopping = lifetime.ApplicationStopping;
        await using var db = await contexts.CreateDbContextAsync(stopping);
        var rows = await EventLog.ReadAsync(db, kind, after, upTo, PageSize, stopping);
        var resources = rows.Count == 0 ? [] : await ReadResourcesAsync(db, rows, stopping);
        return new([.. rows.Zip(resources)], rows.Count < PageSize ? Math.Max(after, upTo) : rows[^1].Position);
    }
}
