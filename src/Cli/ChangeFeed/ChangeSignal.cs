using System.Threading.Channels;
using Levelset.Cli.Framework;

namespace Levelset.Cli.ChangeFeed;

/// <summary>A signal that something may have changed.</summary>
/// <param name="WaitAsync">Returns after the next change; throws if the watch has failed.</param>
internal sealed record ChangeSignal(Func<CancellationToken, Task> WaitAsync)
{
    // Changes within this time are shown together.
    private static readonly TimeSpan CoalescingDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Every two seconds, for resources without a watch.</summary>
    public static ChangeSignal Polling { get; } = new(cancellation => Task.Delay(Interval, cancellation));

    public static ChangeSignal OnPools(Run run, params IEnumerable<string> names) =>
        On(Watches.Pools(run, names).ReadAsync("", run.Cancellation), change => change.Type);

    public static ChangeSignal OnHosts(Run run, IEnumerable<string> names, string pool = "") =>
        On(Watches.Hosts(run, names, pool).ReadAsync("", run.Cancellation), change => change.Type);

    private static ChangeSignal On<TEvent>(IAsyncEnumerable<TEvent> events, Func<TEvent, V1.WatchEventType> typeOf)
    {
        // Capacity 1: further changes before the next refresh add nothing.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _ = ForwardAsync();
        return new ChangeSignal(async cancellation =>
        {
            await changes.Reader.ReadAsync(cancellation);
            await Task.Delay(CoalescingDelay, cancellation);
        });

        async Task ForwardAsync()
        {
            try
            {
                await foreach (var change in events)
                {
                    if (typeOf(change) != V1.WatchEventType.Bookmark)
                    {
                        changes.Writer.TryWrite(true);
                    }
                }
            }
            catch (Exception error)
            {
                changes.Writer.Complete(error);
            }
        }
    }
}
