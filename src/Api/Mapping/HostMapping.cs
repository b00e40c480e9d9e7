using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Hosts;
using Levelset.Api.Options;
using Levelset.Core.Baselines;

namespace Levelset.Api.Mapping;

/// <summary>Hosts as messages. The state follows from the membership and from how the agent is connected.</summary>
internal sealed class HostMapping(ServiceOptions options)
{
    /// <summary>The state and, when it is not READY, the reason.</summary>
    public (V1.Host.Types.State State, string Reason) StateOf(HostRow host) =>
        StateOf(host.Supported is not null, host.MembershipState, host.MembershipReason, host.Session is not { Silent: false });

    /// <summary>The state and, when it is not READY, the reason.</summary>
    public (V1.Host.Types.State State, string Reason) StateOf(
        bool hasReported,
        MembershipState membership,
        string membershipReason,
        bool isSilent) => membership switch
        {
            _ when !hasReported => (V1.Host.Types.State.Pending, "it has not reported yet"),
            MembershipState.Rejected => (V1.Host.Types.State.Rejected, membershipReason),
            MembershipState.Quarantined => (V1.Host.Types.State.Quarantined, membershipReason),
            _ when isSilent => (
                V1.Host.Types.State.Silent,
                $"no heartbeat for {options.SilenceTimeout.TotalSeconds:0} s"),
            _ => (V1.Host.Types.State.Ready, ""),
        };

    /// <summary>A host, loaded with its supported set, heartbeat and labels.</summary>
    public V1.Host ToWire(HostRow row)
    {
        var (state, reason) = StateOf(row);
        var host = new V1.Host
        {
            Name = ResourceName.Host(row.Id),
            DisplayName = row.DisplayName,
            State = state,
            StateReason = reason,
            Pool = row.PoolId is null ? "" : ResourceName.Pool(row.PoolId),
            Cordoned = row.Cordoned,
            Platform = ToWire(row.Platform),
            ReportTime = row.ReportTime?.ToTimestamp(),
            LastSeenTime = LastSeen(row.Session)?.ToTimestamp(),
            Etag = Etag.Of(row.Version),
            Simulated = row.Simulated,
        };
        host.UnreportedWords.AddRange(row.UnreportedWords);
        AddReport(host, row);
        foreach (var label in row.Labels)
        {
            host.Labels.Add(label.Key, label.Value);
        }

        if (row.Supported is { } supported)
        {
            host.Architecture = supported.Features.Architecture.ToWire();
            host.Vendor = supported.Vendor;
            host.Supported = supported.Features.ToWire();
            host.Properties = supported.Properties.ToValue(row.ProcessorClockFrequency).ToWire();
            host.Fingerprint = supported.Fingerprint;
        }

        return host;
    }

    // As long as a stream is open, its host is heard of when its replica is.
    private static DateTimeOffset? LastSeen(AgentSessionRow? session) =>
        session is { Silent: false, Replica.RenewTime: var renewed } && renewed > session.LastSeenTime ? renewed : session?.LastSeenTime;

    private static void AddReport(V1.Host host, HostRow row)
    {
        host.ReportSource = (V1.Host.Types.ReportSource)row.Report.Source;
        host.ReportSourceDetail = row.Report.SourceDetail;
        host.ReportCause = (V1.Host.Types.ReportCause)row.Report.Cause;
        host.LastChange = ReportChanges.Read(row.LastChange);
        host.LastChangeTime = row.LastChangeTime?.ToTimestamp();
        if (row.SyntheticFeatures is { } synthetic)
        {
            host.SyntheticFeatures = synthetic;
        }

        if (row.AssignableSyntheticFeatures is { } assignable)
        {
            host.AssignableSyntheticFeatures = assignable;
        }
    }

    public static V1.Platform ToWire(PlatformColumns platform) =>
        new()
        {
            Hypervisor = platform.Hypervisor,
            Kernel = platform.Kernel,
            CpuModel = platform.CpuModel,
            Microcode = platform.Microcode,
            AgentVersion = platform.AgentVersion,
            CatalogueVersion = platform.CatalogueVersion,
            Firmware = platform.Firmware,
        };
}
