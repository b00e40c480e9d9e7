namespace Levelset.Interop.Tests.Harness;

/// <summary>Remembers how the last response was compressed, which gRPC's own headers do not show.</summary>
internal sealed class EncodingRecorder : DelegatingHandler
{
    public string? Last { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Last = response.Headers.TryGetValues("grpc-encoding", out var values) ? values.Single() : null;
        return response;
    }
}
