namespace Levelset.Api.Pools;

/// <summary>
/// Sends the connected members of a pool what it now gives, where that is news, and the hosts that left it in any case. Done by
/// whatever holds the agents' streams, after the change is committed.
/// </summary>
/// <param name="poolId">The pool that was changed.</param>
/// <param name="left">The hosts that have left it.</param>
internal delegate Task PublishAssignments(string poolId, IReadOnlyList<string> left);
