namespace Levelset.Compat.Tests;

/// <summary>Looks at a response before the gRPC client does.</summary>
internal sealed class WireHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public string? ResponseEncoding { get; private set; }

    public long ResponseBytes { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        ResponseBytes = (await response.Content.ReadAsByteArrayAsync(cancellationToken)).Length;
        ResponseEncoding = response.Headers.TryGetValues("grpc-encoding", out var values) ? values.Single() : null;
        return response;
    }
}
