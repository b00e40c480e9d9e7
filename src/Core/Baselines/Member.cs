using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>
/// Members of one fingerprint and one state: they are interchangeable, so that cost grows with distinct processors and not
/// with hosts.
/// </summary>
/// <param name="Source">Names them, such as a fingerprint or a host; comes back in reasons and decides the order.</param>
/// <param name="Capabilities">What each of them offers.</param>
/// <param name="State">What they are to the pool.</param>
public sealed record Member(string Source, CpuCapabilities Capabilities, MembershipState State = MembershipState.Ready);
