namespace Grpc.Core;

/// <summary>How the messages of a call are to be written.</summary>
public class WriteOptions(WriteFlags flags = default)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags => flags;
}
