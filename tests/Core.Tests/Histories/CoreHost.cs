using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;

namespace Levelset.Core.Tests.Histories;

/// <summary>A host as the service keeps it.</summary>
internal sealed class CoreHost(string name)
{
    public string Name { get; } = name;

    public CpuCapabilities? Capabilities { get; private set; }

    public string Fingerprint { get; private set; } = "";

    public CorePool? Pool { get; set; }

    /// <summary>Null before the first report.</summary>
    public MembershipState State { get; set; } = MembershipState.Pending;

    public bool Silent { get; set; }

    public bool Cordoned { get; set; }

    public bool IsTarget => NotReady.IsEmpty;

    public ImmutableArray<Incompatibility> NotReady =>
    [
        .. State switch
        {
            MembershipState.Pending => [MigrationTarget.HostNotReady("PENDING", "")],
            MembershipState.Ready => Silent ? [MigrationTarget.HostNotReady("SILENT", "")] : Array.Empty<Incompatibility>(),
            var state => [MigrationTarget.HostNotReady($"{state}", "")],
        },
        .. Cordoned ? [MigrationTarget.HostNotReady("CORDONED", "")] : Array.Empty<Incompatibility>(),
    ];

    public void Read(CpuCapabilities offer)
    {
        Capabilities = offer;
        Fingerprint = Core.Features.Fingerprint.Of(offer).Value;
    }
}
