using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Hosts of one fingerprint in a fleet that is to be divided into pools.</summary>
/// <param name="Source">Names them, and decides the order.</param>
/// <param name="Capabilities">What each of them offers.</param>
/// <param name="Weight">How much a feature that they lose counts: the hosts, and the partitions on them.</param>
/// <param name="Simulated">Whether their hypervisor is simulated; such hosts never share a pool with real ones.</param>
public sealed record FleetClass(string Source, CpuCapabilities Capabilities, long Weight, bool Simulated = false);
