using System.Diagnostics;
using Grpc.Core;

namespace Levelset.Api.Tests.Support;

/// <summary>A watch that a test reads step by step.</summary>
/// <typeparam name="TEvent">What is streamed.</typeparam>
internal sealed class Watch<TEvent>(AsyncServerStreamingCall<TEvent> call) : IDisposable
{
    private int count;

    /// <summary>The next event; fails when none comes.</summary>
    public async Task<TEvent> NextAsync()
    {
        var since = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestAgent.Timeout);
        try
        {
            Assert.True(await call.ResponseStream.MoveNext(limit.Token));
        }
        catch (RpcException exception) when (limit.IsCancellationRequested)
        {
            // A machine that stood still shows in a wait far beyond the patience, a starved pool in its queue.
            throw new TimeoutException(
                $"no event after {count} in {Stopwatch.GetElapsedTime(since)}; the last was {(count > 0 ? call.ResponseStream.Current : default)}; "
                + $"{ThreadPool.ThreadCount} threads of the pool, {ThreadPool.PendingWorkItemCount} waiting",
                exception);
        }

        count++;
        return call.ResponseStream.Current;
    }

    /// <summary>The events up to the first that is wanted, itself included.</summary>
    public async Task<IReadOnlyList<TEvent>> UntilAsync(Func<TEvent, bool> wanted)
    {
        var events = new List<TEvent>();
        do
        {
            events.Add(await NextAsync());
        }
        while (!wanted(events[^1]));

        return events;
    }

    public void Dispose() => call.Dispose();
}
