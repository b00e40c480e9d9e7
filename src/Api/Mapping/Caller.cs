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
        // "ipv4:192.0.2.1:5000", "ipv6:[2001:db8::1]:5000", or "unknown" where there is no address.
        var peer = context.Peer;
        var port = peer.LastIndexOf(':');
        var address = port > 0 ? peer[..port] : peer;
        return Anonymous(address.StartsWith("ipv", StringComparison.Ordinal) ? address["ipv4:".Length..] : address);
    }

    /// <summary>The browser behind a page's form.</summary>
    public static Caller Of(HttpContext context) => Anonymous(context.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"[{address}]",
        var address => $"{address}",
    });

    private static Caller Anonymous(string address) => new($"anonymous ({address})");
}
