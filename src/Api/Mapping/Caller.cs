using System.Net.Sockets;
using Grpc.Core;

namespace Levelset.Api.Mapping;

/// <summary>Who asks for a change, whichever way the request came.</summary>
/// <param name="Author">As histories record it. Callers are not authenticated yet, and the record says so.</param>
internal sealed record Caller(string Author)
{
    /// <summary>The caller of a gRPC method.</summary>
    public static Caller Of(ServerCallContext context)
    {
        var peer = context.Peer;
        var port = peer.LastIndexOf(':');
        return Unauthenticated(port > 0 ? peer[..port] : peer);
    }

    /// <summary>The browser behind a page's form.</summary>
    public static Caller Of(HttpContext context) => Unauthenticated(context.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]",
        var address => $"ipv4:{address}",
    });

    private static Caller Unauthenticated(string peer) => new($"unauthenticated ({peer})");
}
