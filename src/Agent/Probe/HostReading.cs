using Levelset.Agent.Devices;
using Levelset.Mshv;

namespace Levelset.Agent.Probe;

/// <summary>What the host offered at one moment, and what it ran.</summary>
/// <param name="Capabilities">What it offered.</param>
/// <param name="Platform">What it ran. Not to be modified.</param>
internal sealed record HostReading(HostCapabilities Capabilities, V1.Platform Platform)
{
    /// <summary>Reads both.</summary>
    /// <exception cref="MshvException">The device refused.</exception>
    /// <exception cref="AgentException">The host cannot be reported: its vendor is unknown, or its kernel reports an allow-list only.</exception>
    public static HostReading Read(IMshvDevice device, TimeProvider time)
    {
        var capabilities = HostCapabilities.Read(device, time);
        capabilities.RequireKnownVendor(device);
        capabilities.RequireHostMaximum(device);
        return new HostReading(capabilities, PlatformReader.Read(device));
    }
}
