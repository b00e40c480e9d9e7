namespace Grpc.Core;

/// <summary>How one message is to be written.</summary>
[Flags]
public enum WriteFlags
{
    BufferHint = 0x1,
    NoCompress = 0x2,
}
