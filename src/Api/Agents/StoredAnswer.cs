using Levelset.Api.Errors;

namespace Levelset.Api.Agents;

/// <summary>What became of an agent's answer.</summary>
/// <param name="Claim">Whose partition it is.</param>
/// <param name="Difference">In what a created partition is not what was asked for; null where it is.</param>
/// <param name="IsRecorded">Whether the failure of a creation has been recorded.</param>
internal sealed record StoredAnswer(PartitionClaim Claim, ServiceException? Difference = null, bool IsRecorded = false);
