using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Client;

/// <summary>The service that a command speaks to, and where that was said.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Source">Who said so, for people.</param>
/// <param name="Token">The bearer token; null = none.</param>
/// <param name="CaFile">Authorities to trust instead of the machine's; null = the machine's.</param>
internal sealed record ServiceEndpoint(string Address, string Source, string? Token, string? CaFile)
{
    /// <summary>
    /// Chooses: --service, --context, LEVELSET_SERVICE, the current context, this machine. A context's token goes to that
    /// context's service only.
    /// </summary>
    /// <exception cref="UsageException">What was given does not go together, or cannot be read.</exception>
    public static ServiceEndpoint Resolve(string? service, string? context, string? tokenFile, ContextStore store)
    {
        if (service is not null && context is not null)
        {
            throw new UsageException("--service and --context exclude each other: a context's token is not sent to another address");
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
            : throw new UsageException($"{source}: there is no context '{name}' in {store.Path}");

    private static string ReadToken(string path)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return BearerToken.IsValid(token)
                ? token
                : throw new UsageException($"{path} does not hold a bearer token: one word of printable ASCII");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the token file cannot be read: {error.Message}");
        }
    }

    private ServiceEndpoint Checked() => Token is not null && ServiceAddress.IsCleartextToAnotherHost(Address)
        ? throw new UsageException($"the token is not sent to {Address}, where anybody on the way could read it: use https://")
        : this;
}
