namespace Grpc.Core;

/// <summary>A stream of messages to write, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    WriteOptions? WriteOptions { get; set; }

    Task WriteAsync(T message);

    Task WriteAsync(T message, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? throw new NotSupportedException("This stream cannot cancel the writing of a single message.")
            : WriteAsync(message);
}
