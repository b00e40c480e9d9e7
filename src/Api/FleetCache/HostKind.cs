using Levelset.Api.Data;
using Levelset.Core.Baselines;

namespace Levelset.Api.FleetCache;

/// <summary>All of a host that decides whether it is a target, but whether it is silent. Many hosts are of one kind.</summary>
/// <param name="Fingerprint">What it offers; null before its first report.</param>
/// <param name="Simulated">Whether its hypervisor is simulated.</param>
/// <param name="PoolId">Its pool, or null.</param>
/// <param name="MembershipState">What its pool makes of it.</param>
/// <param name="MembershipReason">Why, where it is not ready.</param>
/// <param name="Cordoned">Whether it is cordoned.</param>
/// <param name="UnreportedWords">The words that it does not report, with spaces between them.</param>
internal sealed record HostKind(
    string? Fingerprint,
    bool Simulated,
    string? PoolId,
    MembershipState MembershipState,
    string MembershipReason,
    bool Cordoned,
    string UnreportedWords)
{
    private readonly int hash =
        HashCode.Combine(Fingerprint, Simulated, PoolId, MembershipState, MembershipReason, Cordoned, UnreportedWords);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
