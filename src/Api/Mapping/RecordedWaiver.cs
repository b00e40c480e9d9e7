using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>What was waived in a move, as it is kept with the partition.</summary>
/// <param name="Bit">The feature by position, for names may change their meaning; null when it was another pool's baseline.</param>
/// <param name="PoolId">The pool that was entered; null with a feature, and for a host in no pool.</param>
/// <param name="HostId">Where the partition moved.</param>
/// <param name="Reason">Why, in the caller's words.</param>
/// <param name="Author">Who.</param>
/// <param name="Time">When.</param>
public sealed record RecordedWaiver(
    string? Bit,
    string? PoolId,
    string HostId,
    string Reason,
    string Author,
    DateTimeOffset Time)
{
    /// <summary>Reads the stored form.</summary>
    public static IReadOnlyList<RecordedWaiver> Parse(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<RecordedWaiver>>(json) ?? [];

    /// <summary>The stored form of what was there and what is new; null when that is nothing.</summary>
    public static string? Append(string? json, IReadOnlyList<RecordedWaiver> added) =>
        added.Count == 0 ? json : JsonSerializer.Serialize<IReadOnlyList<RecordedWaiver>>([.. Parse(json), .. added]);

    /// <summary>The feature that was waived; null when it was another pool's baseline.</summary>
    public FeatureBit? Feature(Architecture architecture) =>
        FeatureBit.TryParse(Bit, architecture, out var feature) ? feature : null;

    /// <summary>As a message.</summary>
    internal V1.Waiver ToWire(Architecture architecture) =>
        new()
        {
            Feature = Feature(architecture)?.ToWire(Catalogue.For(architecture)),
            Reason = Reason,
            Author = Author,
            CreateTime = Time.ToTimestamp(),
            TargetHost = ResourceName.Host(HostId),
            Pool = PoolId is null ? "" : ResourceName.Pool(PoolId),
        };
}
