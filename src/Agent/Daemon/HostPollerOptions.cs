using Levelset.Mshv.Linux;

namespace Levelset.Agent.Daemon;

/// <summary>When the host is read again.</summary>
/// <param name="Interval">Between two readings on the timer.</param>
internal sealed record HostPollerOptions(TimeSpan Interval)
{
    /// <summary>How often to look whether the machine has slept.</summary>
    public TimeSpan WakeCheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the machine has slept since it was started.</summary>
    public Func<TimeSpan> Slept { get; init; } = SystemClocks.Suspended;
}
