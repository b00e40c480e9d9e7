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
        return $"unauthenticated ({(port > 0 ? peer[..port] : peer)})";
    }
}
