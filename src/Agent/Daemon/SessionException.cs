namespace Levelset.Agent.Daemon;

/// <summary>The stream ended, or violated the protocol; a new one may succeed.</summary>
internal sealed class SessionException(string message) : Exception(message);
