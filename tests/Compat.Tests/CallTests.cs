using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>Calls between the official server and the official client.</summary>
public sealed class CallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<MethodType> Kinds => EchoCalls.Kinds;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Call_OfEachKind_ReturnsTheWords(MethodType kind)
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();

        Assert.Equal(EchoCalls.Words, await new Protos.Echo.EchoClient(channel).CallAsync(kind));
    }

    [Fact]
    public async Task Call_Blocking_ReturnsTheWords()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();

        var response = new Protos.Echo.EchoClient(channel).Say(new Words { Text = "now" }, cancellationToken: Cancel);

        Assert.Equal("now", response.Text);
    }

    [Fact]
    public async Task Call_ServiceThrowsRpcException_FailsWithItsStatus()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        host.Behaviour.OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no such word"));

        var error = await Assert.ThrowsAsync<RpcException>(
            () => new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("no such word", error.Status.Detail);
    }

    [Fact]
    public async Task Call_DeadlinePasses_FailsAndServerSeesDeadlineAndCancellation()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        var client = new Protos.Echo.EchoClient(channel);
        await client.SayAsync(new Words(), cancellationToken: Cancel);
        var cancelled = new TaskCompletionSource<DateTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Behaviour.OnSay = async (words, context) =>
        {
            await CancellationOf(context);
            cancelled.SetResult(context.Deadline);
            return words;
        };
        var deadline = DateTime.UtcNow.AddSeconds(1);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Words(), deadline: deadline, cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.Equal(deadline, await cancelled.Task.WaitAsync(Patience, Cancel), Patience);
    }

    [Fact]
    public async Task Call_ClientCancels_FailsAndServerSeesCancellation()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Behaviour.OnSay = async (words, context) =>
        {
            started.SetResult();
            await CancellationOf(context);
            cancelled.SetResult();
            return words;
        };
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        using var call = new Protos.Echo.EchoClient(channel).SayAsync(
            new Words(), new CallOptions().WithCancellationToken(source.Token));
        await started.Task.WaitAsync(Patience, Cancel);
        await source.CancelAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await cancelled.Task.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Call_FirstAttemptUnavailable_IsRetried()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel(new GrpcChannelOptions { ServiceConfig = Retrying });
        var attempts = 0;
        host.Behaviour.OnSay = (words, _) => ++attempts == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet"))
            : Task.FromResult(words);

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(
            new Words { Text = "again" }, cancellationToken: Cancel);

        Assert.Equal("again", response.Text);
        Assert.Equal(2, attempts);
    }

    private static ServiceConfig Retrying => new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 3,
                    InitialBackoff = TimeSpan.FromMilliseconds(1),
                    MaxBackoff = TimeSpan.FromMilliseconds(1),
                    BackoffMultiplier = 1,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    private static Task CancellationOf(ServerCallContext context)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.CancellationToken.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
