using Grpc.Core;
using Levelset.Agent.Interop;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Levelset.Agent.Daemon;

/// <summary>Keeps one stream to the service up for as long as the agent lives.</summary>
internal sealed class ServiceConnection
{
    private readonly Wire.AgentService.AgentServiceClient client;
    private readonly SessionContext context;
    private readonly ReconnectOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ServiceConnection> logger;
    private readonly ResiliencePipeline pipeline;
    private string resumeToken = string.Empty;

    /// <summary>A connection of this agent.</summary>
    public ServiceConnection(
        Wire.AgentService.AgentServiceClient client,
        SessionContext context,
        ReconnectOptions options,
        TimeProvider time,
        ILogger<ServiceConnection> logger)
    {
        this.client = client;
        this.context = context;
        this.options = options;
        this.time = time;
        this.logger = logger;
        pipeline = BuildPipeline();
    }

    /// <summary>Connects, and again after every end.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await pipeline.ExecuteAsync(ConnectOnceAsync, stopping);

                // A service that restarts drops every agent at once; they must not all come back at once.
                await Task.Delay(options.FirstDelay * Random.Shared.NextDouble(), time, stopping);
            }
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && IsExpectedAtEnd(exception))
        {
            // The agent stops.
        }
    }

    /// <summary>Returns when a stream that lasted has ended; throws when it did not come up, or ended soon.</summary>
    private async ValueTask ConnectOnceAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var session = new ServiceSession(client.Connect(cancellationToken: CancellationToken.None), context, options, time, logger);
        try
        {
            await session.RunAsync(resumeToken, cancellationToken);
        }
        catch (Exception exception) when (IsExpected(exception) && session.Welcome is not null && HasLasted(started))
        {
            logger.Disconnected(Describe(exception));
        }
        finally
        {
            resumeToken = session.Welcome?.ResumeToken ?? resumeToken;
        }
    }

    private bool HasLasted(long started) => time.GetElapsedTime(started) >= options.LongestDelay;

    private ResiliencePipeline BuildPipeline() =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception && IsExpected(exception)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    IsRefusal(arguments.Outcome.Exception) ? options.RefusedDelay : null),
                OnRetry = arguments =>
                {
                    LogRetry(arguments.Outcome.Exception!, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private void LogRetry(Exception exception, TimeSpan delay)
    {
        if (IsRefusal(exception))
        {
            logger.Refused(context.Options.HostId, Describe(exception), delay);
        }
        else
        {
            logger.ConnectionFailed(context.Options.Service, Describe(exception), delay);
        }
    }

    // What the network, the service and the device may do. Anything else is a fault of the agent and ends it.
    private static bool IsExpected(Exception exception) =>
        exception is RpcException or SessionException or MshvException or AgentException or IOException or TimeoutException;

    private static bool IsExpectedAtEnd(Exception exception) => IsExpected(exception) || exception is OperationCanceledException;

    private static bool IsRefusal(Exception? exception) =>
        exception is RpcException
        {
            StatusCode: StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.InvalidArgument,
        };

    private static string Describe(Exception exception) => exception switch
    {
        RpcException { Status.DebugException: { } cause } rpc => $"{rpc.StatusCode}: {rpc.Status.Detail} {cause.Message}",
        RpcException rpc => $"{rpc.StatusCode}: {rpc.Status.Detail}",
        _ => exception.Message,
    };
}
