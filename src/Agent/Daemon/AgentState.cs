using Levelset.Agent.Probe;

namespace Levelset.Agent.Daemon;

/// <summary>What the daemon knows now. Each member is replaced as a whole.</summary>
/// <param name="offer">What the host offered when the daemon started.</param>
internal sealed class AgentState(HostOffer offer)
{
    private volatile HostOffer offer = offer;
    private volatile Wire.Assignment? assignment;
    private volatile bool connected;

    /// <summary>What the host offers.</summary>
    public HostOffer Offer
    {
        get => offer;
        set => offer = value;
    }

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
