using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Levelset.Cli.Errors;

namespace Levelset.Cli.Client;

/// <summary>A channel to the service with its gRPC clients.</summary>
internal sealed class ServiceConnection : IDisposable
{
    // Enough for large fleets; the service limits its messages by page size.
    private const int MaxMessageBytes = 256 << 20;

    private readonly GrpcChannel channel;

    /// <summary>Nothing is sent before the first call.</summary>
    /// <exception cref="UsageException">The certificate authorities cannot be read.</exception>
    public ServiceConnection(ServiceEndpoint endpoint)
    {
        Endpoint = endpoint;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,

            // A watch can be silent for a long time; pings detect a lost connection.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        if (endpoint.CaFile is { } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(file) };
        }

        channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
        });
        var invoker = endpoint.Token is { } token ? channel.CreateCallInvoker().Intercept(new BearerTokenInterceptor(token)) : channel.CreateCallInvoker();
        Pools = new V1.PoolService.PoolServiceClient(invoker);
        Hosts = new V1.HostService.HostServiceClient(invoker);
        Partitions = new V1.PartitionService.PartitionServiceClient(invoker);
        Migrations = new V1.MigrationService.MigrationServiceClient(invoker);
        Planning = new V1.PlanningService.PlanningServiceClient(invoker);
    }

    public ServiceEndpoint Endpoint { get; }

    public V1.PoolService.PoolServiceClient Pools { get; }

    public V1.HostService.HostServiceClient Hosts { get; }

    public V1.PartitionService.PartitionServiceClient Partitions { get; }

    public V1.MigrationService.MigrationServiceClient Migrations { get; }

    public V1.PlanningService.PlanningServiceClient Planning { get; }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static X509ChainPolicy Trust(string file)
    {
        try
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(file);
            return policy.CustomTrustStore.Count > 0
                ? policy
                : throw new UsageException($"{file} contains no PEM certificate");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read the certificate authorities: {error.Message}");
        }
    }
}
