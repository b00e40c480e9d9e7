using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Client;

/// <summary>The service that a command uses.</summary>
/// <param name="Address">http:// or https:// and HOST:PORT.</param>
/// <param name="Source">Where the address comes from, for messages.</param>
/// <param name="Token">The bearer token; null = none.</param>
/// <param name="CaFile">PEM file of the trusted certificate authorities; null = those of the system.</param>
internal sealed record ServiceEndpoint(string Address, string Source, string? Token, string? CaFile)
{
    /// <summary>
    /// The first of: --service, --context, LEVELSET_SERVICE, the current context, loopback. The token of a context is only
    /// sent to the service of that context.
    /// </summary>
    /// <exception cref="UsageException">The options exclude each other, or a file cannot be read.</exception>
    public static ServiceEndpoint Resolve(string? service, string? context, string? tokenFile, ContextStore store)
    {
        if (service is not null && context is not null)
        {
            throw new UsageException("--service and --context cannot be combined: the token of a context is only sent to its own service");
        }

        var endpoint = service is not null ? At(service, "--service")
            : context is not null ? Named(context, "--context", store)
            : EnvironmentVariable.Read("LEVELSET_SERVICE") is { } variable ? At(variable, "LEVELSET_SERVICE")
            : store.Read().Current is { Length: > 0 } current ? Named(current, store.Path, store)
            : At(ServiceAddress.Default, "default");
        return (tokenFile is null ? endpoint : endpoint with { Token = ReadToken(tokenFile) }).Checked();
    }

    private static ServiceEndpoint At(string service, string source)
    {
        if (ServiceAddress.Validate(service) is { } error)
        {
            throw new UsageException($"{source}: {error}");
        }

        return new ServiceEndpoint(service, source, EnvironmentVariable.Read("LEVELSET_TOKEN_FILE") is { } file ? ReadToken(file) : null, null);
    }

    private static ServiceEndpoint Named(string name, string source, ContextStore store) =>
        store.Read().Contexts.TryGetValue(name, out var context)
            ? new ServiceEndpoint(
                context.Service,
                $"context {name} ({source})",
                context.TokenFile is { } file ? ReadToken(file) : context.Token,
                context.CaFile)
            : throw new UsageException($"{source}: context '{name}' not found in {store.Path}");

    private static string ReadToken(string path)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return BearerToken.IsValid(token)
                ? token
                : throw new UsageException($"{path} does not contain a bearer token (one word of printable ASCII)");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read the token file: {error.Message}");
        }
    }

    private ServiceEndpoint Checked() => Token is not null && ServiceAddress.IsCleartextToAnotherHost(Address)
        ? throw new UsageException($"refusing to send the token to {Address} without encryption; use https://")
        : this;
}
