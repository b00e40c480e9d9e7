using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>What was read of the fleet in one snapshot.</summary>
/// <param name="At">Where the snapshot saw the log end.</param>
/// <param name="Hosts">Hosts in order of id: all, or those that were asked for and exist.</param>
/// <param name="Offers">What their fingerprints stand for.</param>
/// <param name="Baselines">What pools give; a pool without a baseline is not in it.</param>
internal sealed record FleetRead(
    long At,
    IReadOnlyList<HostSnapshot> Hosts,
    IReadOnlyDictionary<string, CpuCapabilities> Offers,
    IReadOnlyDictionary<string, CpuCapabilities?> Baselines);
