using System.Text.Json;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Handover;

/// <summary>Answers the requests of the handover protocol: one JSON object each.</summary>
internal sealed class HandoverRequestHandler(Claims claims, Adoptions adoptions)
{
    /// <summary>The supported version of the protocol.</summary>
    public const int Version = 1;

    /// <param name="line">The object, without its line end.</param>
    /// <param name="descriptors">Received with it; removed if adopted.</param>
    /// <param name="peer">The process that sent it.</param>
    /// <exception cref="HandoverException">It is refused.</exception>
    public HandoverAnswer Answer(ReadOnlyMemory<byte> line, List<OwnedDescriptor> descriptors, ucred peer)
    {
        try
        {
            using var request = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            return Answer(request.RootElement, descriptors, peer);
        }
        catch (JsonException exception)
        {
            throw Malformed($"not a JSON object: {exception.Message}");
        }
        catch (AgentException exception)
        {
            throw new HandoverException(HandoverReason.Unavailable, exception.Message);
        }
        catch (ObjectDisposedException)
        {
            throw new HandoverException(HandoverReason.Unavailable, "the partition has just been closed, or the agent is stopping");
        }
    }

    private HandoverAnswer Answer(JsonElement request, List<OwnedDescriptor> descriptors, ucred peer)
    {
        var members = Members(request, "a request", ["version", "claim", "arguments", "adopt"]);
        if (members.Remove("version", out var version) && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == Version))
        {
            throw new HandoverException(HandoverReason.VersionUnsupported, $"version {version} is not supported; expected {Version}");
        }

        if (members.Count != 1)
        {
            throw Malformed("give one of claim, arguments, adopt");
        }

        var (name, value) = members.Single();
        if (name != "adopt" && descriptors.Count > 0)
        {
            throw new HandoverException(HandoverReason.DescriptorUnexpected, $"{name} takes no descriptor");
        }

        return name switch
        {
            "claim" => claims.Redeem(Text(value, name), peer),
            "arguments" => adoptions.Prepare(Arguments(value), peer),
            _ => Adopt(Text(value, name), descriptors, peer),
        };
    }

    private HandoverAnswer Adopt(string ticket, List<OwnedDescriptor> descriptors, ucred peer)
    {
        if (descriptors.Count != 1)
        {
            throw descriptors.Count == 0
                ? new HandoverException(HandoverReason.DescriptorMissing, "adopt needs the partition's descriptor (SCM_RIGHTS)")
                : new HandoverException(HandoverReason.DescriptorUnexpected, "adopt takes one descriptor");
        }

        var descriptor = MshvPartitionHandle.From(descriptors[0]);
        descriptors.Clear();
        return adoptions.Adopt(ticket, descriptor, peer);
    }

    private static AgentV1.CreatePartitionRequest Arguments(JsonElement value)
    {
        var members = Members(value, "arguments", ["nested", "excluded_features", "display_name"]);
        var request = new AgentV1.CreatePartitionRequest();
        if (members.TryGetValue("nested", out var nested))
        {
            request.Nested = nested.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? nested.GetBoolean()
                : throw Malformed("nested must be true or false");
        }

        if (members.TryGetValue("display_name", out var name))
        {
            request.DisplayName = Text(name, "display_name");
        }

        if (members.TryGetValue("excluded_features", out var excluded))
        {
            request.ExcludedFeatures.Add(excluded.ValueKind == JsonValueKind.Array
                ? excluded.EnumerateArray().Select(feature => Text(feature, "excluded_features"))
                : throw Malformed("excluded_features must be an array of names"));
        }

        return request;
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element, string what, string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Malformed($"{what} must be a JSON object");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name) || !members.TryAdd(member.Name, member.Value))
            {
                throw Malformed($"'{member.Name}' is unknown or repeated; {what} has {string.Join(", ", known)}");
            }
        }

        return members;
    }

    private static string Text(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Malformed($"{name} must be a string");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is JSON and no text.
            throw Malformed($"{name} is not valid text");
        }
    }

    private static HandoverException Malformed(string message) => new(HandoverReason.Malformed, message);
}
