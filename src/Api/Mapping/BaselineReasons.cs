using System.Text.Json;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>
/// Why a baseline is what it is, as it is kept: dropped features refer to contributors by fingerprint, so that the record
/// grows with distinct processors.
/// </summary>
public sealed record BaselineReasons(IReadOnlyList<BaselineReasons.Contributor> Contributors, IReadOnlyList<BaselineReasons.Drop> Dropped)
{
    /// <summary>The most hosts that are kept by name for one fingerprint.</summary>
    public const int NamedHosts = 100;

    /// <summary>The members of one fingerprint at that time.</summary>
    public sealed record Contributor(string Fingerprint, int HostCount, IReadOnlyList<string> Hosts);

    /// <summary>One dropped feature.</summary>
    public sealed record Drop(string Bit, DropReason Reason, IReadOnlyList<string> LackedBy, string? Requires);

    /// <summary>The stored form of Core's reasons.</summary>
    public static string ToJson(IEnumerable<Contributor> contributors, IEnumerable<DroppedFeature> dropped) =>
        JsonSerializer.Serialize(new BaselineReasons(
            [.. contributors],
            [.. dropped.Select(drop => new Drop(drop.Feature.ToString(), drop.Reason, drop.LackedBy, drop.Requires?.ToString()))]));

    /// <summary>Reads the stored form.</summary>
    public static BaselineReasons Parse(string json) =>
        JsonSerializer.Deserialize<BaselineReasons>(json) ?? throw new InvalidOperationException("stored reasons are null");

    /// <summary>The position of a drop.</summary>
    public static FeatureBit Position(string text, Architecture architecture) =>
        FeatureBit.TryParse(text, architecture, out var bit)
            ? bit
            : throw new InvalidOperationException($"stored position '{text}' is not one of {architecture.Label}");
}
