using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Options;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// One watch: the current state, then every change in order, each with a token to go on from. It holds one page at a time and
/// no connection of the database while it writes, so that a caller who does not read costs nobody anything.
/// </summary>
/// <typeparam name="TResource">The message of the resource.</typeparam>
/// <typeparam name="TEvent">The message that is streamed.</typeparam>
internal sealed class WatchStream<TResource, TEvent>(
    ResourceWatch<TResource> watch,
    EventFeed feed,
    Guid database,
    WatchFilter filter,
    Func<V1.WatchEventType, string, string, EventRow?, TResource?, TEvent> compose,
    IServerStreamWriter<TEvent> stream,
    ServiceOptions options,
    TimeProvider time)
    where TResource : class
{
    // Per page of the current state: its last id, and the position up to which it shows every change.
    private readonly List<(string LastId, long Position)> shown = [];
    private string lastToken = "";

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="token">Where to go on; null = from the current state.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ServiceException">The caller does not read, or fell behind what is kept.</exception>
    public async Task RunAsync(WatchToken? token, CancellationToken cancellationToken)
    {
        lastToken = token?.ToString() ?? "";
        var position = token?.Position ?? await TellStateAsync(cancellationToken);
        while (true)
        {
            position = await TellChangesAsync(position, Math.Max(position, feed.Head ?? 0), cancellationToken);
            if (feed.Head > position)
            {
                continue;
            }

            var more = feed.BeyondAsync(position);
            await more.WaitAsync(options.WatchBookmarkInterval, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!more.IsCompleted)
            {
                await BookmarkAsync(position, cancellationToken);
            }
        }
    }

    private async Task<long> TellStateAsync(CancellationToken cancellationToken)
    {
        var after = "";
        StatePage<TResource> page;
        do
        {
            page = await watch.ReadStateAsync(after, filter, cancellationToken);
            foreach (var (id, resource) in page.Resources)
            {
                await WriteAsync(compose(V1.WatchEventType.Current, "", "", null, resource), cancellationToken);
                after = id;
            }

            // Beyond the last page lies every id that is not there yet.
            shown.Add((page.Resources.Count < ResourceWatch<TResource>.PageSize ? "\uFFFF" : after, page.Position));
        }
        while (page.Resources.Count == ResourceWatch<TResource>.PageSize);

        // Later pages show later states. What the earlier ones lack is told until all stand at one position.
        var position = shown[0].Position;
        while (position < page.Position)
        {
            position = await TellChangesAsync(position, page.Position, cancellationToken);
        }

        shown.Clear();
        await BookmarkAsync(position, cancellationToken);
        return position;
    }

    private async Task<long> TellChangesAsync(long position, long upTo, CancellationToken cancellationToken)
    {
        while (position < upTo)
        {
            var page = await watch.ReadEventsAsync(position, upTo, cancellationToken);
            foreach (var (row, resource) in page.Events)
            {
                if (filter.TypeOf(row) is { } type && !IsShown(row))
                {
                    var token = shown.Count > 0 ? "" : Token(row.Position);
                    var id = row.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    await WriteAsync(compose(type, id, token, row, resource), cancellationToken);
                    lastToken = token;
                }
            }

            position = page.Through;
        }

        return position;
    }

    private bool IsShown(EventRow row) =>
        shown.Count > 0 && shown.First(page => string.CompareOrdinal(row.ResourceId, page.LastId) <= 0).Position >= row.Position;

    private async Task BookmarkAsync(long position, CancellationToken cancellationToken)
    {
        var token = Token(position);
        await WriteAsync(compose(V1.WatchEventType.Bookmark, "", token, null, null), cancellationToken);
        lastToken = token;
    }

    private string Token(long position) => new WatchToken(database, position).ToString();

    private async Task WriteAsync(TEvent message, CancellationToken cancellationToken)
    {
        // Without a token: a write that is cancelled takes the call with it, and the status that says why it ends.
        var writing = stream.WriteAsync(message, CancellationToken.None);
        try
        {
            await writing.WaitAsync(options.WatchTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The server uses what belongs to a call again for the next one: a write that outlives its call could hold that one up.
            // Whoever reads again, or goes away, ends this one.
            await writing.WaitAsync(cancellationToken);
            throw WatchErrors.TooSlow(lastToken, options.WatchTimeout);
        }
    }
}
