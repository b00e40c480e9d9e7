using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Errors;

/// <summary>Maps every exception of a call to a gRPC status with machine-readable details. Nothing leaves as UNKNOWN.</summary>
public sealed class ErrorInterceptor(IHostApplicationLifetime lifetime, ILogger<ErrorInterceptor> logger) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => Completed(continuation(request, responseStream, context)));

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => Completed(continuation(Stoppable(requestStream), responseStream, context)));

    // The streams of agents end one after the other, in their own way.
    private IAsyncStreamReader<TRequest> Stoppable<TRequest>(IAsyncStreamReader<TRequest> requestStream) =>
        requestStream is IAsyncStreamReader<V1.AgentMessage>
            ? requestStream
            : new StoppableReader<TRequest>(requestStream, lifetime.ApplicationStopping);

    private static async Task<bool> Completed(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException)
        {
            throw;
        }
        catch (ServiceException exception)
        {
            ErrorLog.Refused(logger, context.Method, exception.Reason, exception.Message);
            throw RichStatus.ToRpcException(exception);
        }
        catch (InvalidProtocolBufferException)
        {
            throw RichStatus.ToRpcException(new ServiceException(
                StatusCode.InvalidArgument,
                Reasons.MessageMalformed,
                RichStatus.Malformed));
        }
        catch (Exception exception) when (exception is IOException || context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the client disconnected", exception));
        }
        catch (Exception exception) when (ExceptionMapper.Of(exception, lifetime) is { } fault)
        {
            ErrorLog.Answered(logger, context.Method, fault.Reason, exception.Message);
            throw RichStatus.ToRpcException(fault);
        }
        catch (Exception exception)
        {
            ErrorLog.Unexpected(logger, context.Method, exception);
            throw RichStatus.ToRpcException(ExceptionMapper.Unexpected());
        }
    }
}
