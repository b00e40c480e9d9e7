namespace Levelset.Agent.Daemon;

/// <summary>Delays and timeouts of the connection to the service.</summary>
internal sealed record ReconnectOptions
{
    /// <summary>Before the second attempt, at most; doubles from there.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait; a stream that lasted longer starts again from the first delay.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a refusal that another attempt alone will not cure.</summary>
    public TimeSpan RefusedDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the service may take to answer Hello.</summary>
    public TimeSpan WelcomeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream may take to end when the agent stops.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait after a failed attempt.</summary>
    /// <param name="attempt">How many have failed in a row before it.</param>
    /// <param name="jitter">0 to 1, at random: half of the wait to all of it, so that not all agents reconnect at the same time.</param>
    public TimeSpan DelayAfter(int attempt, double jitter)
    {
        // Doubled up to the maximum; as a double, because a TimeSpan would overflow after many attempts.
        var wait = Math.Min(InitialDelay.TotalSeconds * Math.Pow(2, attempt), MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 + jitter) / 2);
    }
}
