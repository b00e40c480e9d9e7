using System.Text.Json;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Handover;

/// <summary>What a request over the handover socket is answered with.</summary>
/// <param name="Members">Writes the members of the answer, behind its version.</param>
/// <param name="Descriptor">Lent: a duplicate goes with the answer; null for none.</param>
/// <param name="Undelivered">To undo what was done, if the answer could not be sent.</param>
internal sealed record HandoverAnswer(Action<Utf8JsonWriter> Members, DescriptorHandle? Descriptor = null, Action? Undelivered = null);
