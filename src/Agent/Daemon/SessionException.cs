namespace Levelset.Agent.Daemon;

/// <summary>The stream ended, or was not what the protocol says; another one may do better.</summary>
internal sealed class SessionException(string message) : Exception(message);
