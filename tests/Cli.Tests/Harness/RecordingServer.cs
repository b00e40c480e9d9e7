using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Levelset.Cli.Tests.Harness;

/// <summary>Answers every call with UNAUTHENTICATED, and keeps the `authorization` that came with it.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private RecordingServer(WebApplication application) => this.application = application;

    /// <summary>The `authorization` of each call.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>http:// or https:// and HOST:PORT.</summary>
    public string Address => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        .Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>Starts it.</summary>
    /// <param name="caFile">Where to write the certificate that it has signed itself; null = no TLS.</param>
    public static async Task<RecordingServer> StartAsync(string? caFile = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (caFile is not null)
            {
                listen.UseHttps(Certificate(caFile));
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var server = new RecordingServer(builder.Build());
        server.application.Run(context =>
        {
            server.Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "16";
            context.Response.Headers["grpc-message"] = "not you";
            return Task.CompletedTask;
        });
        await server.application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private static X509Certificate2 Certificate(string caFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        File.WriteAllText(caFile, certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
