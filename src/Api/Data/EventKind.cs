namespace Levelset.Api.Data;

/// <summary>What an event of the log is about. The numbers are those of the triggers.</summary>
public enum EventKind
{
    /// <summary>A pool was made, changed or deleted.</summary>
    Pool = 1,

    /// <summary>A host came into being, changed, fell silent, was heard of again, or was deleted.</summary>
    Host = 2,

    /// <summary>A partition was recorded, changed or removed.</summary>
    Partition = 3,

    /// <summary>An agent did not carry out a command; the content is the error of the call that waits.</summary>
    CommandFailure = 4,

    /// <summary>A host's agent connected or disconnected; the content is its heartbeat.</summary>
    Session = 5,
}
