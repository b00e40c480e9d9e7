using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Levelset.Api.ChangeFeed;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Web;

/// <summary>
/// The stream of server-sent events that an open page listens to: `ready` once, with the position in the log
/// of changes, then `change` whenever the page is out of date.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static IResult Listen(string? scope, EventFeed changes, LiveFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        scope is null or { Length: 0 or > 300 }
            ? TypedResults.BadRequest()
            : Stream(scope, changes, feed, lifetime.ApplicationStopping, cancellationToken);

    private static ServerSentEventsResult<string> Stream(
        string scope,
        EventFeed changes,
        LiveFeed feed,
        CancellationToken stopping,
        CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(EventsAsync(scope, changes, feed, stopping, cancellationToken));

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string scope,
        EventFeed changes,
        LiveFeed feed,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var listener = feed.Listen(scope);
        yield return new SseItem<string>((changes.Head ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture), "ready");
        var change = listener.ChangeAsync(either.Token);
        while (true)
        {
            // Something must be sent now and then, or a peer that is gone would be listened for without end.
            await Task.WhenAny(change, Task.Delay(BeatInterval, either.Token));
            if (either.IsCancellationRequested)
            {
                await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                yield break;
            }

            if (change.IsCompleted)
            {
                yield return new SseItem<string>("", "change");

                // Changes come in bursts; a page need not be loaded for each.
                await Task.Delay(Pause, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                change = listener.ChangeAsync(either.Token);
            }
            else
            {
                yield return new SseItem<string>("", "beat");
            }
        }
    }
}
