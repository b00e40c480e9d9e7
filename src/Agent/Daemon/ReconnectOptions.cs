namespace Levelset.Agent.Daemon;

/// <summary>How patient the agent is with its service.</summary>
internal sealed record ReconnectOptions
{
    /// <summary>Before the second attempt; doubles from there, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait; a stream that lasted longer starts again from the first delay.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a refusal that another attempt alone will not cure.</summary>
    public TimeSpan RefusedDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the service may take to answer Hello.</summary>
    public TimeSpan WelcomeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream may take to end when the agent stops.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);
}
