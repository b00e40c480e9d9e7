using System.Net;

namespace Levelset.Cli.Client;

/// <summary>The addresses that a service may have.</summary>
internal static class ServiceAddress
{
    /// <summary>Where nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:5081";

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? Validate(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.PathAndQuery == "/"
            && uri.UserInfo.Length == 0
            ? null
            : $"'{address}' is not http:// or https:// and HOST:PORT";

    /// <summary>Whether what is sent there can be read on the way: without TLS, to another machine.</summary>
    public static bool IsCleartextToAnotherHost(string address)
    {
        var uri = new Uri(address);
        return uri.Scheme == "http"
            && uri.Host != "localhost"
            && !(IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
    }
}
