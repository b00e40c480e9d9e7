using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Levelset.Cli.Client;

/// <summary>
/// A watch that reconnects after a disconnect, a restart of the service, or after reading too slowly. It resumes from the last
/// token, or from the current state if the service no longer keeps the changes since that token.
/// </summary>
/// <param name="open">Opens the stream from a token; empty = the current state.</param>
/// <param name="tokenOf">The token of an event; empty if it has none.</param>
/// <param name="log">Gets a line for each interruption.</param>
internal sealed class ResumableWatch<TEvent>(
    Func<string, CancellationToken, AsyncServerStreamingCall<TEvent>> open,
    Func<TEvent, string> tokenOf,
    TextWriter log)
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Every event, until cancelled.</summary>
    /// <exception cref="RpcException">The first connection failed, or the service refused the watch.</exception>
    public async IAsyncEnumerable<TEvent> ReadAsync(string from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var token = from;
        var wait = TimeSpan.Zero;
        var hasConnected = false;
        while (true)
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            using var call = open(token, cancellationToken);
            while (true)
            {
                RpcException? failure = null;
                var moved = false;
                try
                {
                    moved = await call.ResponseStream.MoveNext(cancellationToken);
                }
                catch (RpcException exception)
                {
                    failure = exception;
                }

                if (moved)
                {
                    hasConnected = true;
                    wait = TimeSpan.Zero;
                    var current = call.ResponseStream.Current;
                    token = tokenOf(current) is { Length: > 0 } next ? next : token;
                    yield return current;
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (failure?.StatusCode == StatusCode.OutOfRange && token.Length > 0)
                {
                    await log.WriteLineAsync("levelset: the service no longer has the changes since the last event; restarting from the current state");
                    token = "";
                }
                else if (!hasConnected || !IsTransient(failure))
                {
                    throw failure ?? new RpcException(new Status(StatusCode.Unavailable, "the service ended the watch"));
                }
                else
                {
                    await log.WriteLineAsync($"levelset: watch interrupted ({failure?.Status.Detail ?? "ended"}); resuming");
                    wait = wait == TimeSpan.Zero ? InitialDelay : TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, MaxDelay.Ticks));
                }

                break;
            }
        }
    }

    // Internal and Unknown: a connection that breaks within a message can look like this.
    private static bool IsTransient(RpcException? error) => error?.StatusCode
        is null or StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled;
}
