namespace Grpc.Core;

/// <summary>The requests of a streaming call, on the client.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    Task CompleteAsync();
}
