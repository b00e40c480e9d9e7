using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Processors;

namespace Levelset.Agent.Probe;

/// <summary>What this host's hypervisor offers.</summary>
/// <param name="Vendor">The processor's vendor; a simulated one's may be unknown to the hypervisor.</param>
/// <param name="Supported">S(h): the feature words; zero where a word is not reported.</param>
/// <param name="Properties">The scalar properties.</param>
/// <param name="Unreported">The words that the hypervisor does not have.</param>
/// <param name="Synthetic">
/// SYNTHETIC_PROC_FEATURES of the root partition, enable polarity; null when not reported. Zero is a value.
/// </param>
/// <param name="AssignableSynthetic">
/// ASSIGNABLE_SYNTHETIC_PROC_FEATURES, bank 0: which of them a partition may have; null when not reported.
/// </param>
/// <param name="Method">How it was read.</param>
/// <param name="ReadTime">When it was read.</param>
internal sealed record HostCapabilities(
    string Vendor,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    IReadOnlyList<FeatureWord> Unreported,
    ulong? Synthetic,
    ulong? AssignableSynthetic,
    ProbeMethod Method,
    DateTimeOffset ReadTime)
{
    /// <summary>Reads the device.</summary>
    /// <exception cref="MshvException">It refused.</exception>
    /// <exception cref="AgentException">The hypervisor names a vendor that is not known.</exception>
    public static HostCapabilities Read(IMshvDevice device, TimeProvider time)
    {
        using var host = device.OpenHost();
        var (words, unreported) = HypervisorProperties.ReadWords(device.Architecture, host.Read);
        return new HostCapabilities(
            host.ReadVendor(),
            words,
            HypervisorProperties.ReadScalars(host.Read),
            unreported,
            HypervisorProperties.TryReadScalar(HvPartitionPropertyCode.SyntheticProcFeatures, host.Read),
            HypervisorProperties.TryRead(HvPartitionPropertyCode.AssignableSyntheticProcFeatures, host.ReadBank0),
            host.Method,
            time.GetUtcNow());
    }

    /// <summary>Requires the words to be the host's: the kernel's allow-list for v1 partitions can be probed, but must not be reported.</summary>
    /// <exception cref="AgentException">They are the allow-list.</exception>
    public void RequireHostMaximum(IMshvDevice device)
    {
        if (Method.AllowList is { } why)
        {
            throw new AgentException(
                $"{device.Name}: this kernel ({KernelRelease.Current}) does not report what the host offers, only what it allows a "
                + $"v1 partition: {why}. Use mainline Linux 6.19 or later, or a release of Microsoft's kernel that "
                + "supports MSHV_ROOT_HVCALL or MSHV_GET_HOST_PARTITION_PROPERTY on the device");
        }
    }

    /// <summary>Requires a vendor that the hypervisor has a code for: others can be probed, but not added to a pool.</summary>
    /// <exception cref="AgentException">The hypervisor has no code for it.</exception>
    public void RequireKnownVendor(IMshvDevice device)
    {
        if (!Vendors.TryParse(Vendor, device.Architecture, out _))
        {
            throw new AgentException($"{device.Name}: vendor '{Vendor}' is not one of {Vendors.List(device.Architecture)}");
        }
    }
}
