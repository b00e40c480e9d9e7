using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;

namespace Levelset.Api.FleetCache;

/// <summary>One host of a listing of targets.</summary>
/// <param name="Key">Where it stands: "0 class host" among the possible ones, "1 host" among the others.</param>
/// <param name="Host">The host.</param>
internal sealed record TargetEntry(string Key, HostSnapshot Host)
{
    public static TargetEntry Possible(TargetClass among, HostSnapshot host) => new($"0 {among.Print()} {host.Id}", host);

    /// <summary>Any other host.</summary>
    public static TargetEntry Impossible(HostSnapshot host) => new($"1 {host.Id}", host);

    /// <summary>A page of entries with their verdicts.</summary>
    public static V1.ListTargetsResponse ToWire(
        IReadOnlyList<TargetEntry> entries,
        string next,
        MigrationChecker checker,
        PartitionSnapshot partition,
        MigrationOptions options)
    {
        var response = new V1.ListTargetsResponse { NextPageToken = next };
        var spare = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var (_, host) in entries)
        {
            var verdict = checker.ToWire(partition, host, options);
            response.Targets.Add(new V1.Target
            {
                Host = host.Name,
                Pool = host.PoolId is null ? "" : ResourceName.Pool(host.PoolId),
                Verdict = verdict,
                SpareFeatures = verdict.Compatible ? SpareOf(host) : 0,
            });
        }

        return response;

        uint SpareOf(HostSnapshot host)
        {
            if (!spare.TryGetValue(host.Fingerprint!, out var count))
            {
                spare.Add(host.Fingerprint!, count = (uint)checker.CapabilitiesOf(host)!.Features.Except(partition.Features).Count);
            }

            return count;
        }
    }
}
