using System.CommandLine;
using Grpc.Core;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>One command that is being carried out.</summary>
internal sealed class Run : IDisposable
{
    private readonly Lazy<ServiceConnection> connection;
    private readonly TimeSpan timeout;

    /// <summary>What the command line says.</summary>
    public Run(ParseResult result, GlobalOptions globals, CancellationToken cancellationToken)
    {
        Result = result;
        Cancellation = cancellationToken;
        Error = result.InvocationConfiguration.Error;
        timeout = TimeSpan.FromSeconds(result.GetValue(globals.Timeout));
        Printer = new Printer(
            result.GetValue(globals.Output),
            Terminal.Find(result.GetValue(globals.NoColor)),
            result.InvocationConfiguration.Output);
        connection = new(() => new ServiceConnection(ResolveEndpoint(result, globals, Error)));
    }

    /// <summary>The command line.</summary>
    public ParseResult Result { get; }

    /// <summary>When somebody wants it to end.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Where answers go.</summary>
    public Printer Printer { get; }

    /// <summary>Where everything else goes: standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>The service; connected to when it is first asked for.</summary>
    public ServiceConnection Service => connection.Value;

    /// <summary>The service's address for messages.</summary>
    public string ServiceName => connection is { IsValueCreated: true }
        ? $"{Service.Endpoint.Address} ({Service.Endpoint.Source})"
        : "";

    /// <summary>Which service a command line means.</summary>
    public static ServiceEndpoint ResolveEndpoint(ParseResult result, GlobalOptions globals, TextWriter log)
    {
        var store = ContextStore.Find();
        var endpoint = ServiceEndpoint.Resolve(
            result.GetValue(globals.Service),
            result.GetValue(globals.Context),
            result.GetValue(globals.TokenFile),
            store);
        if (endpoint.Source.StartsWith("context ", StringComparison.Ordinal) && store.IsExposed(store.Read()))
        {
            log.WriteLine($"levelset: {store.Path} holds a token and others may read it; run: chmod 600 {store.Path}");
        }

        return endpoint;
    }

    /// <summary>How one call is made.</summary>
    public CallOptions Call() => new(deadline: DateTime.UtcNow + timeout, cancellationToken: Cancellation);

    /// <summary>How a stream that does not end is opened.</summary>
    public static CallOptions Stream(CancellationToken cancellationToken) => new(cancellationToken: cancellationToken);

    /// <summary>A line of progress.</summary>
    public ProgressLine Progress() => new(Error, Printer.Terminal.ErrorIsTerminal);

    /// <summary>Reads a list to its end, and says so where it was cut.</summary>
    public async Task<List<T>> ReadAllAsync<T>(int? limit, Func<int, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        using var progress = Progress();
        var (items, more) = await Paging.ReadAsync(limit, progress, read);
        if (more)
        {
            progress.Dispose();
            await Error.WriteLineAsync($"levelset: the first {items.Count}; there are more (--limit)");
        }

        return items;
    }

    /// <summary>Asks before something is lost.</summary>
    /// <param name="question">What would happen, without the question mark.</param>
    /// <param name="isConfirmed">Whether --yes was given.</param>
    /// <exception cref="UsageException">Nobody can be asked.</exception>
    /// <exception cref="CliException">The answer was no.</exception>
    public void Confirm(string question, bool isConfirmed)
    {
        if (isConfirmed)
        {
            return;
        }

        if (!Printer.Terminal.CanPrompt)
        {
            throw new UsageException($"{question}: needs --yes where nobody can be asked (--dry-run shows what would happen)");
        }

        Error.Write($"{question}? [y/N] ");
        Error.Flush();
        if (Console.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new CliException(["nothing was changed"], ExitCode.No);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (connection.IsValueCreated)
        {
            connection.Value.Dispose();
        }
    }
}
