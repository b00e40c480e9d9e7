using Grpc.Core;
using Levelset.Mshv;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Keeps one stream to the service open while the agent runs.</summary>
internal sealed class ServiceConnection(
    V1.AgentService.AgentServiceClient client,
    SessionContext context,
    ReconnectOptions options,
    TimeProvider time,
    ILogger<ServiceConnection> logger)
{
    private string resumeToken = string.Empty;

    /// <summary>Connects, and again after every end.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await ConnectUntilItLastsAsync(stopping);

                // A service that restarts drops all agents at once; they must not all reconnect at once.
                await Task.Delay(options.InitialDelay * Random.Shared.NextDouble(), time, stopping);
            }
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && IsExpectedAtEnd(exception))
        {
            // The agent stops.
        }
    }

    /// <summary>Returns when a stream that lasted has ended; until then each attempt waits longer than the one before.</summary>
    private async Task ConnectUntilItLastsAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ConnectOnceAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (IsExpected(exception))
            {
                var delay = IsRefusal(exception) ? options.RefusedDelay : options.DelayAfter(attempt, Random.Shared.NextDouble());
                LogRetry(exception, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>Returns when a stream that lasted has ended; throws when it was not established, or ended soon.</summary>
    private async Task ConnectOnceAsync(CancellationToken cancellationToken)
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

    private bool HasLasted(long started) => time.GetElapsedTime(started) >= options.MaxDelay;

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
