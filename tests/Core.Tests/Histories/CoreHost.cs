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
    public MemberStanding? Standing { get; set; }

    public bool Silent { get; set; }

    public bool Cordoned { get; set; }

    public bool IsTarget => Unready.IsEmpty;

    public ImmutableArray<Unreadiness> Unready =>
    [
        .. Standing switch
        {
            null => [new Unreadiness("PENDING", "")],
            MemberStanding.Ready => Silent ? [new Unreadiness("SILENT", "")] : Array.Empty<Unreadiness>(),
            { } standing => [new Unreadiness($"{standing}", "")],
        },
        .. Cordoned ? [new Unreadiness("CORDONED", "")] : Array.Empty<Unreadiness>(),
    ];

    public void Read(CpuCapabilities offer)
    {
        Capabilities = offer;
        Fingerprint = Core.Features.Fingerprint.Of(offer.Vendor, offer.Features, offer.Properties).Value;
    }
}
