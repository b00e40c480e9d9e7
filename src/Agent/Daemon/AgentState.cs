using Levelset.Agent.Probe;

namespace Levelset.Agent.Daemon;

/// <summary>What the daemon knows now. Each member is replaced as a whole.</summary>
/// <param name="reading">What the host offered, and ran, when the daemon started.</param>
internal sealed class AgentState(HostReading reading)
{
    private volatile HostReading reading = reading;
    private volatile Wire.Assignment? assignment;
    private volatile bool connected;

    /// <summary>What the host offered and ran when it was last read.</summary>
    public HostReading Reading
    {
        get => reading;
        set => reading = value;
    }

    /// <summary>What the host offers.</summary>
    public HostOffer Offer => reading.Offer;

    /// <summary>The last assignment; null before the first.</summary>
    public Wire.Assignment? Assignment
    {
        get => assignment;
        set => assignment = value;
    }

    /// <summary>Whether the stream to the service is up.</summary>
    public bool Connected
    {
        get => connected;
        set => connected = value;
    }
}
