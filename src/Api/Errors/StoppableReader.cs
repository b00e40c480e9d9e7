using Grpc.Core;

namespace Levelset.Api.Errors;

/// <summary>Requests of a stream until the service stops: a call that only waits for its client would hold up the end.</summary>
internal sealed class StoppableReader<T>(IAsyncStreamReader<T> requests, CancellationToken stopping) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => requests.Current;

    /// <inheritdoc/>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        return await requests.MoveNext(either.Token);
    }
}
