using System.CommandLine;
using System.Runtime.InteropServices;
using Levelset.Demo;

var api = new Option<string>("--api") { Required = true, Description = "path of levelset-api" };
var agent = new Option<string>("--agent") { Required = true, Description = "path of levelset-agent" };
var once = new Option<bool>("--once") { Description = "stop after the story" };
var grpc = Setting("--grpc", "LEVELSET_GRPC", "ADDRESS:PORT for gRPC", "127.0.0.1:5081");
var http = Setting("--http", "LEVELSET_HTTP", "ADDRESS:PORT for HTTP", "127.0.0.1:5080");
var database = Setting("--database", "LEVELSET_DATABASE", "Npgsql connection string, instead of a private PostgreSQL", null);
var data = Setting("--data", "LEVELSET_DATA", "directory of the private PostgreSQL; default: a temporary one", null);
var command = new RootCommand("Six hosts, their pools, baselines and partitions, on this machine")
{
    api, agent, once, grpc, http, database, data,
};
command.SetAction((parsed, cancellationToken) => RunAsync(
    new DemoOptions(
        parsed.GetRequiredValue(api),
        parsed.GetRequiredValue(agent),
        parsed.GetValue(once),
        parsed.GetRequiredValue(grpc),
        parsed.GetRequiredValue(http),
        parsed.GetValue(database),
        parsed.GetValue(data)),
    cancellationToken));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static Option<string> Setting(string name, string variable, string description, string? otherwise) =>
    new(name)
    {
        Description = $"{description} [{variable}]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : otherwise!,
    };

static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
{
    using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    try
    {
        await using var fleet = await Fleet.StartAsync(options, stop.Token);
        await new Story(fleet).TellAsync(stop.Token);
        Report.Title($"gRPC listens on {options.Grpc} (with reflection), health on http://{options.Http}/readyz");
        if (!options.Once)
        {
            Console.WriteLine("Ctrl-C stops everything.");
            await Task.Delay(Timeout.Infinite, stop.Token);
        }

        return 0;
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.WriteLine("Stopped.");
        return 0;
    }
    catch (Exception exception) when (exception is DemoException or Grpc.Core.RpcException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}
