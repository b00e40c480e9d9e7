namespace Levelset.Api.Tests.Support;

/// <summary>A watch that a test reads step by step.</summary>
/// <typeparam name="TEvent">What is streamed.</typeparam>
internal sealed class Watch<TEvent>(AsyncServerStreamingCall<TEvent> call) : IDisposable
{
    /// <summary>The next event; fails when none comes.</summary>
    public async Task<TEvent> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestAgent.Patience);
        Assert.True(await call.ResponseStream.MoveNext(limit.Token));
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
