namespace Levelset.Api.Tests.Support;

/// <summary>A timer of <see cref="ManualTime"/>; it fires once.</summary>
internal sealed class ManualTimer(ManualTime time, Action fire) : ITimer
{
    public DateTimeOffset Due { get; set; }

    public void Fire() => fire();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Set(this, dueTime);
        return true;
    }

    public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
