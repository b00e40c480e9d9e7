using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Levelset.Compat.Tests;

/// <summary>Refuses every unary call.</summary>
internal sealed class RefusingInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
}
