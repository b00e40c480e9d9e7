namespace Levelset.Api.Data;

/// <summary>What was read is no longer so; the transaction starts again.</summary>
public sealed class LostRaceException() : Exception("the data has changed since it was read; the transaction is retried");
