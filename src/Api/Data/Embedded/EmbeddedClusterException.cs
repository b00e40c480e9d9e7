namespace Levelset.Api.Data.Embedded;

/// <summary>The private cluster could not be made or started; the message says what to do.</summary>
public sealed class EmbeddedClusterException(string message, Exception? inner = null) : Exception(message, inner);
