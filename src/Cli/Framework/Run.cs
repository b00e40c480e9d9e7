using System.CommandLine;
using Grpc.Core;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>The execution of one command.</summary>
internal sealed class Run : IDisposable
{
    private readonly Lazy<ServiceConnection> connection;
    private readonly TimeSpan timeout;

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

    /// <summary>Cancelled by SIGINT and SIGTERM.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Writes to standard output.</summary>
    public Printer Printer { get; }

    /// <summary>Standard error: errors, warnings, prompts and progress.</summary>
    public TextWriter Error { get; }

    /// <summary>The service; the connection is opened on first use.</summary>
    public ServiceConnection Service => connection.Value;

    /// <summary>The address of the service, for messages; empty before the first use.</summary>
    public string ServiceName => connection is { IsValueCreated: true }
        ? $"{Service.Endpoint.Address} ({Service.Endpoint.Source})"
        : "";

    /// <summary>The service that a command line selects.</summary>
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
            log.WriteLine($"levelset: {store.Path} contains a token and is readable by other users; run: chmod 600 {store.Path}");
        }

        return endpoint;
    }

    /// <summary>Options of one call, with the timeout.</summary>
    public CallOptions Call() => new(deadline: DateTime.UtcNow + timeout, cancellationToken: Cancellation);

    /// <summary>Options of a stream, which has no timeout.</summary>
    public static CallOptions Stream(CancellationToken cancellationToken) => new(cancellationToken: cancellationToken);

    public ProgressLine Progress() => new(Error, Printer.Terminal.ErrorIsTerminal);

    /// <summary>Reads all pages of a list; a note on standard error says if the limit cut it.</summary>
    public async Task<List<T>> ReadAllAsync<T>(int? limit, Func<int, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        using var progress = Progress();
        var (items, more) = await Paging.ReadAsync(limit, progress, read);
        if (more)
        {
            progress.Dispose();
            await Error.WriteLineAsync($"levelset: showing the first {items.Count}; there are more (--limit)");
        }

        return items;
    }

    /// <summary>Asks for confirmation.</summary>
    /// <param name="question">What to confirm, such as "delete pools/a".</param>
    /// <param name="isConfirmed">Whether --yes was given.</param>
    /// <exception cref="UsageException">There is no terminal to ask on.</exception>
    /// <exception cref="CliException">The answer was no.</exception>
    public void Confirm(string question, bool isConfirmed)
    {
        if (isConfirmed)
        {
            return;
        }

        if (!Printer.Terminal.CanPrompt)
        {
            throw new UsageException($"not a terminal: pass --yes to {question}, or --dry-run to preview");
        }

        Error.Write($"{question}? [y/N] ");
        Error.Flush();
        if (Console.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new CliException(["cancelled; nothing was changed"], ExitCode.No);
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
