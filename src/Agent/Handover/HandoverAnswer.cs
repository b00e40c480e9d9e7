using System.Text.Json;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Handover;

/// <summary>What a request over the handover socket is answered with.</summary>
/// <param name="Members">Writes the members of the answer, after its version.</param>
/// <param name="Descriptor">A duplicate of it is sent with the answer; null for none.</param>
/// <param name="Undelivered">Undoes the request if the answer could not be sent.</param>
internal sealed record HandoverAnswer(Action<Utf8JsonWriter> Members, DescriptorHandle? Descriptor = null, Action? Undelivered = null);
