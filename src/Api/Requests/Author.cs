using Grpc.Core;

namespace Levelset.Api.Requests;

/// <summary>Who makes a change, as histories record it.</summary>
internal static class Author
{
    /// <summary>Callers are not authenticated yet, and the record says so.</summary>
    public static string Of(ServerCallContext context)
    {
        var peer = context.Peer;
        var port = peer.LastIndexOf(':');
        var address = port > 0 ? peer[..port] : peer;
        return $"anonymous ({(address.StartsWith("ipv", StringComparison.Ordinal) ? address["ipv4:".Length..] : address)})";
    }
}
