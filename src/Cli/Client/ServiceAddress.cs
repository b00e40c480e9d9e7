using System.Net;

namespace Levelset.Cli.Client;

/// <summary>Addresses of services.</summary>
internal static class ServiceAddress
{
    /// <summary>Used if nothing else is configured.</summary>
    public const string Default = "http://127.0.0.1:5081";

    /// <summary>An error message; null if the address is valid.</summary>
    public static string? Validate(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.PathAndQuery == "/"
            && uri.UserInfo.Length == 0
            ? null
            : $"invalid address '{address}'; expected http://HOST:PORT or https://HOST:PORT";

    /// <summary>Whether it is another host and without TLS.</summary>
    public static bool IsCleartextToAnotherHost(string address)
    {
        var uri = new Uri(address);
        return uri.Scheme == "http"
            && uri.Host != "localhost"
            && !(IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
    }
}
