using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Levelset.Cli.Errors;
using Levelset.V1;

namespace Levelset.Cli.Client;

/// <summary>A channel to the service and the clients of its services.</summary>
internal sealed class ServiceConnection : IDisposable
{
    // A fleet of many hosts fits; what the service sends is bounded by its own pages.
    private const int MaximumMessage = 256 << 20;

    private readonly GrpcChannel channel;

    /// <summary>Nothing is sent before the first call.</summary>
    /// <exception cref="UsageException">The authorities to trust cannot be read.</exception>
    public ServiceConnection(ServiceEndpoint endpoint)
    {
        Endpoint = endpoint;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,

            // A watch is silent for long; without pings it would not notice that the other side is gone.
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
            MaxReceiveMessageSize = MaximumMessage,
        });
        var invoker = endpoint.Token is { } token ? channel.CreateCallInvoker().Intercept(new BearerTokenInterceptor(token)) : channel.CreateCallInvoker();
        Pools = new PoolService.PoolServiceClient(invoker);
        Hosts = new HostService.HostServiceClient(invoker);
        Partitions = new PartitionService.PartitionServiceClient(invoker);
        Migrations = new MigrationService.MigrationServiceClient(invoker);
        Planning = new PlanningService.PlanningServiceClient(invoker);
    }

    /// <summary>Which service.</summary>
    public ServiceEndpoint Endpoint { get; }

    /// <summary>Pools.</summary>
    public PoolService.PoolServiceClient Pools { get; }

    /// <summary>Hosts.</summary>
    public HostService.HostServiceClient Hosts { get; }

    /// <summary>Partitions.</summary>
    public PartitionService.PartitionServiceClient Partitions { get; }

    /// <summary>Migrations.</summary>
    public MigrationService.MigrationServiceClient Migrations { get; }

    /// <summary>Planning.</summary>
    public PlanningService.PlanningServiceClient Planning { get; }

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
                : throw new UsageException($"{file} holds no certificate in PEM");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the authorities to trust cannot be read: {error.Message}");
        }
    }
}
