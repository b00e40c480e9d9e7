using Levelset.Agent.Devices;
using Levelset.Agent.Interop;
using Levelset.Core.Features;
using Levelset.Core.Processors;

namespace Levelset.Agent.Probe;

/// <summary>What this host's hypervisor offers.</summary>
/// <param name="Vendor">The processor's maker by name; a simulated one's may be unknown to the hypervisor.</param>
/// <param name="Supported">S(h): the feature words; zero where a word is not reported.</param>
/// <param name="Properties">The scalar properties.</param>
/// <param name="Unreported">The words that the hypervisor does not have.</param>
/// <param name="ReadTime">When it was read.</param>
internal sealed record HostOffer(
    string Vendor,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    IReadOnlyList<FeatureWord> Unreported,
    DateTimeOffset ReadTime)
{
    /// <summary>Asks the device.</summary>
    /// <exception cref="MshvException">It refused.</exception>
    /// <exception cref="AgentException">The hypervisor names a vendor that is not known.</exception>
    public static HostOffer Read(IMshvDevice device, TimeProvider time)
    {
        var (words, unreported) = HypervisorProperties.ReadWords(device.Architecture, device.ReadHostProperty);
        return new HostOffer(
            device.ReadVendor(),
            words,
            HypervisorProperties.ReadScalars(device.ReadHostProperty),
            unreported,
            time.GetUtcNow());
    }

    /// <summary>A host whose vendor the hypervisor has no code for can be probed, but not pooled.</summary>
    /// <exception cref="AgentException">This is one.</exception>
    public void RequireKnownVendor(IMshvDevice device)
    {
        if (!Vendors.TryParse(Vendor, device.Architecture, out _))
        {
            throw new AgentException($"{device.Name}: vendor '{Vendor}' is none of {Vendors.List(device.Architecture)}");
        }
    }
}
