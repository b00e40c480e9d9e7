using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Client;

/// <summary>The service that a command speaks to, and where that was said.</summary>
/// <param name="Service">Its address.</param>
/// <param name="Origin">Who said so, for people.</param>
/// <param name="Token">The bearer token; null = none.</param>
/// <param name="CaFile">Authorities to trust instead of the machine's; null = the machine's.</param>
internal sealed record ServiceChoice(string Service, string Origin, string? Token, string? CaFile)
{
    /// <summary>
    /// Chooses: --service, --context, LEVELSET_SERVICE, the current context, this machine. A context's token goes to that
    /// context's service only.
    /// </summary>
    /// <exception cref="UsageException">What was given does not go together, or cannot be read.</exception>
    public static ServiceChoice Make(string? service, string? context, string? tokenFile, ContextStore store)
    {
        if (service is not null && context is not null)
        {
            throw new UsageException("--service and --context exclude each other: a context's token is not sent to another address");
        }

        var choice = service is not null ? Address(service, "--service")
            : context is not null ? Named(context, "--context", store)
            : Setting.Read("LEVELSET_SERVICE") is { } variable ? Address(variable, "LEVELSET_SERVICE")
            : store.Read().Current is { Length: > 0 } current ? Named(current, store.Path, store)
            : Address(ServiceAddress.Default, "default");
        return (tokenFile is null ? choice : choice with { Token = ReadToken(tokenFile) }).Checked();
    }

    private static ServiceChoice Address(string service, string origin)
    {
        if (ServiceAddress.Fault(service) is { } fault)
        {
            throw new UsageException($"{origin}: {fault}");
        }

        return new ServiceChoice(service, origin, Setting.Read("LEVELSET_TOKEN_FILE") is { } file ? ReadToken(file) : null, null);
    }

    private static ServiceChoice Named(string name, string origin, ContextStore store) =>
        store.Read().Contexts.TryGetValue(name, out var context)
            ? new ServiceChoice(
                context.Service,
                $"context {name} ({origin})",
                context.TokenFile is { } file ? ReadToken(file) : context.Token,
                context.CaFile)
            : throw new UsageException($"{origin}: there is no context '{name}' in {store.Path}");

    private static string ReadToken(string path)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return token.Length > 0 && token.All(character => character is > ' ' and < '\x7f')
                ? token
                : throw new UsageException($"{path} does not hold a bearer token: one word of printable ASCII");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the token file cannot be read: {fault.Message}");
        }
    }

    private ServiceChoice Checked() => Token is not null && ServiceAddress.IsExposed(Service)
        ? throw new UsageException($"the token is not sent to {Service}, where anybody on the way could read it: use https://")
        : this;
}
