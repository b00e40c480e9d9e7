using Grpc.Core;

namespace Levelset.Api.Web;

/// <summary>A page's call of a service in the same process: the rules, the author and the refusals are those of the gRPC call.</summary>
internal sealed class WebCall(HttpContext http) : ServerCallContext
{
    /// <inheritdoc/>
    protected override string MethodCore => $"{http.Request.Method} {http.Request.Path}";

    /// <inheritdoc/>
    protected override string HostCore => http.Request.Host.Value ?? "";

    /// <inheritdoc/>
    protected override string PeerCore
    {
        get
        {
            var address = http.Connection.RemoteIpAddress;
            return address is null
                ? "unknown"
                : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                    ? $"ipv6:[{address}]:{http.Connection.RemotePort}"
                    : $"ipv4:{address}:{http.Connection.RemotePort}";
        }
    }

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => DateTime.MaxValue;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore { get; } = [];

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => http.RequestAborted;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore { get; } = [];

    /// <inheritdoc/>
    protected override Status StatusCore { get; set; }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore { get; } = new(null, []);

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("a page starts no calls of its own");

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
