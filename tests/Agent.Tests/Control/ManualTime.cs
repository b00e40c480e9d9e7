using System.Threading.Channels;

namespace Levelset.Agent.Tests.Control;

/// <summary>A clock that the test sets, and whose timers go off when the test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Channel<Timer> timers = Channel.CreateUnbounded<Timer>();

    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Sets the clock on; no timer goes off.</summary>
    public void Advance(TimeSpan by) => now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state), dueTime);
        timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits for the next timer that is set, and lets it go off; answers how long it was to be.</summary>
    public async Task<TimeSpan> ElapseNextAsync()
    {
        var timer = await timers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        timer.GoOff();
        return timer.DueTime;
    }

    /// <summary>Waits for the next timer that is set, which is to be given up before it goes off.</summary>
    public async Task SkipNextAsync() => await timers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    private sealed class Timer(Action callback, TimeSpan dueTime) : ITimer
    {
        private bool disposed;

        public TimeSpan DueTime => dueTime;

        public void GoOff()
        {
            if (!disposed)
            {
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !disposed;

        public void Dispose() => disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
