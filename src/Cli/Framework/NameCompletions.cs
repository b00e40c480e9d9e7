using System.CommandLine;
using System.CommandLine.Completions;
using Grpc.Core;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>Completes names of resources from the service, with a short timeout so that the shell does not hang.</summary>
/// <param name="globals">The options that choose the service.</param>
internal sealed class NameCompletions(GlobalOptions globals)
{
    private const int MaxNames = 500;

    // Longer for slow machines and networks.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(
        int.TryParse(EnvironmentVariable.Read("LEVELSET_COMPLETION_TIMEOUT"), out var milliseconds) && milliseconds > 0 ? milliseconds : 1500);

    /// <summary>The word to complete, as typed so far.</summary>
    public string Word { get; set; } = "";

    public Argument<T> Pools<T>(Argument<T> argument) => With(argument, "pools", PoolNamesAsync);

    public Option<T> Pools<T>(Option<T> option) => With(option, "pools", PoolNamesAsync);

    public Argument<T> Hosts<T>(Argument<T> argument) => With(argument, "hosts", HostNamesAsync);

    public Option<T> Hosts<T>(Option<T> option) => With(option, "hosts", HostNamesAsync);

    public Argument<T> Partitions<T>(Argument<T> argument) => With(argument, "partitions", PartitionNamesAsync);

    public Option<T> Partitions<T>(Option<T> option) => With(option, "partitions", PartitionNamesAsync);

    /// <summary>Completes names of everything that has features, with the collection prefix.</summary>
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

    public static Argument<T> Contexts<T>(Argument<T> argument)
    {
        argument.HelpName = argument.Name;
        argument.CompletionSources.Add(_ => ContextNames());
        return argument;
    }

    /// <summary>The contexts in the configuration file; none if it cannot be read.</summary>
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
        // Without a name the help would list the completions, which come from the service.
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
        // With the collection prefix if the user has typed it.
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
            // A completion cannot show an error.
            return [];
        }
    }

    private static async Task<IEnumerable<string>> PoolNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Pools.ListPoolsAsync(new V1.ListPoolsRequest { PageSize = MaxNames }, call)).Pools.Select(pool => pool.Name);

    private static async Task<IEnumerable<string>> HostNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Hosts.ListHostsAsync(new V1.ListHostsRequest { PageSize = MaxNames }, call)).Hosts.Select(host => host.Name);

    private static async Task<IEnumerable<string>> PartitionNamesAsync(ServiceConnection service, CallOptions call) =>
        (await service.Partitions.ListPartitionsAsync(new V1.ListPartitionsRequest { PageSize = MaxNames }, call)).Partitions
            .Select(partition => partition.Name);
}
