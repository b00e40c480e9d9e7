using System.Text.Json;

namespace Levelset.Agent.Handover;

/// <summary>A request over the handover socket that is refused.</summary>
/// <param name="reason">One of <see cref="HandoverReason"/>.</param>
/// <param name="message">Readable text.</param>
/// <param name="details">More members of the error; null for none.</param>
internal sealed class HandoverException(string reason, string message, Action<Utf8JsonWriter>? details = null) : Exception(message)
{
    public string Reason => reason;

    public Action<Utf8JsonWriter>? Details => details;
}
