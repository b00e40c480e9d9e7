namespace Levelset.Api.Agents;

/// <summary>What an agent is to do after its Hello.</summary>
/// <param name="PoolId">The pool that its host is in, or null.</param>
/// <param name="Commands">What waits for it, and what it is to close.</param>
/// <param name="Unrecorded">
/// The requests to report what it holds and the record does not know. They follow its first feature report, by which its partitions
/// are read.
/// </param>
internal sealed record HelloAnswer(
    string? PoolId,
    IReadOnlyList<V1.ServiceMessage> Commands,
    IReadOnlyList<V1.ServiceMessage> Unrecorded);
