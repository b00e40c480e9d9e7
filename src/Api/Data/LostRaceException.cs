namespace Levelset.Api.Data;

/// <summary>What was read is no longer so; the transaction starts again.</summary>
public sealed class LostRaceException() : Exception("what was read has changed; the transaction starts again");
