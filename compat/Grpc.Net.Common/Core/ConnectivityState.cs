namespace Grpc.Core;

/// <summary>The connectivity of a channel.</summary>
public enum ConnectivityState
{
    Idle,
    Connecting,
    Ready,
    TransientFailure,
    Shutdown,
}
