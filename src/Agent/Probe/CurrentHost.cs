namespace Levelset.Agent.Probe;

/// <summary>The last reading of this host, which each new one replaces as a whole.</summary>
/// <param name="reading">The first one.</param>
internal sealed class CurrentHost(HostReading reading)
{
    private volatile HostReading reading = reading;

    public HostReading Reading
    {
        get => reading;
        set => reading = value;
    }

    /// <summary>What the host offered in it.</summary>
    public HostCapabilities Capabilities => reading.Capabilities;
}
