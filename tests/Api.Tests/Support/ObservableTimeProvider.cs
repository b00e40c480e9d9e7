using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Levelset.Tests;

/// <summary>A clock that stands until a test moves it, and reports when somebody starts to wait for it.</summary>
public sealed class ObservableTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> started = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        started.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns once somebody has started to wait for that long a time; each such timer is reported once.</summary>
    public async Task WaitForTimerAsync(TimeSpan dueTime)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await started.Reader.ReadAsync(limit.Token) != dueTime)
        {
            // Another timer.
        }
    }
}
