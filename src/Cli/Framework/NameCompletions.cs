using System.CommandLine;
using System.CommandLine.Completions;
using Grpc.Core;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Framework;

/// <summary>Completes names by asking the service, for so short a time that a shell does not seem to hang.</summary>
/// <param name="globals">Which service.</param>
internal sealed class NameCompletions(GlobalOptions globals)
{
    private const int MaxNames = 500;

    // A slow machine or network may be given more.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(
        int.TryParse(EnvironmentVariable.Read("LEVELSET_COMPLETION_TIMEOUT"), out var milliseconds) && milliseconds > 0 ? milliseconds : 1500);

    /// <summary>What is completed, as far as it is typed.</summary>
    public string Word { get; set; } = "";

    /// <summary>Completes pools.</summary>
    public Argument<T> Pools<T>(Argument<T> argument) => With(argument, "pools", PoolNamesAsync);

    /// <summary>Completes pools.</summary>
    public Option<T> Pools<T>(Option<T> option) => With(option, "pools", PoolNamesAsync);

    /// <summary>Completes hosts.</summary>
    public Argument<T> Hosts<T>(Argument<T> argument) => With(argument, "hosts", HostNamesAsync);

    /// <summary>Completes hosts.</summary>
    public Option<T> Hosts<T>(Option<T> option) => With(option, "hosts", HostNamesAsync);

    /// <summary>Completes partitions.</summary>
    public Argument<T> Partitions<T>(Argument<T> argument) => With(argument, "partitions", PartitionNamesAsync);

    /// <summary>Completes partitions.</summary>
    public Option<T> Partitions<T>(Option<T> option) => With(option, "partitions", PartitionNamesAsync);

    /// <summary>Completes anything that has features, with its collection in front.</summary>
    public Argument<string> Any(Argument<string> argument)
    {
        argument.HelpName = argument.Name;
        argument.CompletionSources.Add(context => Word.Split('/')[0] switch
        {
            "hosts" => Complete(context, "hosts", HostNamesAsync),
            "pools" => Complete(context, "pools", PoolNamesAsync),
            "partitions" => Complete(context, "partitions", PartitionNamesAsync),
            _ => [new("hosts/"), new("pools/"), new("partitions/")],
        });
        return argument;
    }

    /// <summary>Completes contexts.</summary>
    public static Argument<T> Contexts<T>(Argument<T> argument)
    {
        argument.HelpName = argument.Name;
        argument.CompletionSources.Add(_ => ContextNames());
        return argument;
    }

    /// <summary>The contexts of the configuration file; none where it cannot be read.</summary>
    public static IEnumerable<CompletionItem> ContextNames()
    {
        try
        {
            return [.. ContextStore.Find().Read().Contexts.Keys.Select(name => new CompletionItem(name))];
        }
        catch (UsageException)
        {
            return [];
        }
    }

    private Argument<T> With<T>(Argument<T> argument, string collection, Func<ServiceConnection, CallOptions, Task<IEnumerable<string>>> read)
    {
        // Without a name the help would ask the service for what could stand there.
        argument.HelpName = argument.Name;
        argument.CompletionSources.Add(context => Complete(context, collection, read));
        return argument;
    }

    private Option<T> With<T>(Option<T> option, string collection, Func<ServiceConnection, CallOptions, Task<IEnumerable<string>>> read)
    {
        option.CompletionSources.Add(context => Complete(context, collection, read));
        return option;
    }

    private IEnumerable<CompletionItem> Complete(
        CompletionContext context,
        string collection,
        Func<ServiceConnection, CallOptions, Task<IEnumerable<string>>> read)
    {
        // With the collection in front where it was begun so.
        var isFull = Word.StartsWith(collection + "/", StringComparison.Ordinal);
        try
        {
            using var connection = new ServiceConnection(Run.ResolveEndpoint(context.ParseResult, globals, TextWriter.Null));
            using var timeout = new CancellationTokenSource(Timeout);
            var names = read(connection, new CallOptions(deadline: DateTime.UtcNow + Timeout, cancellationToken: timeout.Token))
                .GetAwaiter()
                .GetResult();
            return [.. names.Select(name => new CompletionItem(isFull ? name : ResourceNames.Short(name)))];
        }
        catch (Exception error) when (error is RpcException or CliException or OperationCanceledException)
        {
            // A shell in the midst of a line has no place for an error.
            return [];
        }
    }

    private static async Task<IEnumerable<string>> PoolNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = MaxNames }, call)).Pools.Select(pool => pool.Name);

    private static async Task<IEnumerable<string>> HostNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Hosts.ListHostsAsync(new ListHostsRequest { PageSize = MaxNames }, call)).Hosts.Select(host => host.Name);

    private static async Task<IEnumerable<string>> PartitionNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Partitions.ListPartitionsAsync(new ListPartitionsRequest { PageSize = MaxNames }, call)).Partitions
            .Select(partition => partition.Name);
}
