using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
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

    public static IResult Listen(string? scope, LiveFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        scope is null or { Length: 0 or > 300 }
            ? TypedResults.BadRequest()
            : Stream(scope, feed, lifetime.ApplicationStopping, cancellationToken);

    private static ServerSentEventsResult<string> Stream(
        string scope,
        LiveFeed feed,
        CancellationToken stopping,
        CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(EventsAsync(scope, feed, stopping, cancellationToken));

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string scope,
        LiveFeed feed,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var listener = feed.Listen(scope);
        yield return new SseItem<string>(feed.Position.ToString(System.Globalization.CultureInfo.InvariantCulture), "ready");
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
                change = listener.ChangeAsync(either.Token);
                yield return new SseItem<string>("", "change");
            }
            else
            {
                yield return new SseItem<string>("", "beat");
            }
        }
    }
}
