using System.Collections.Concurrent;
using System.Net.Sockets;
using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>
/// Which descriptor of which process is a file of the interceptor's. Each such file is one end of a socket pair: the end's inode
/// identifies it wherever it was duplicated, inherited or passed to, and the other end shows when the last copy is closed.
/// </summary>
public sealed class DescriptorTable<T>(Action<T> onReleased)
    where T : class
{
    private readonly ConcurrentDictionary<string, T> byInode = new(StringComparer.Ordinal);

    /// <summary>Creates the descriptor of a new file. The file is released when the last copy, this one included, is closed.</summary>
    public OwnedDescriptor Add(T file)
    {
        var (end, watched) = SocketPair.Create();
        var inode = LinkOf("self", end.Number)!;
        byInode[inode] = file;
        _ = WatchAsync(watched, inode, file);
        return end;
    }

    /// <summary>The file that a process's descriptor refers to; null where it is not in this table.</summary>
    public T? Find(uint thread, int descriptor) =>
        LinkOf($"{thread}", descriptor) is { } inode ? byInode.GetValueOrDefault(inode) : null;

    // "socket:[12345]".
    private static string? LinkOf(string process, int descriptor) => new FileInfo($"/proc/{process}/fd/{descriptor}").LinkTarget;

    private async Task WatchAsync(Socket watched, string inode, T file)
    {
        var buffer = new byte[64];
        using (watched)
        {
            // What is written to such a file is discarded.
            while (await ReceiveAsync(watched, buffer) > 0)
            {
            }
        }

        byInode.TryRemove(inode, out _);
        onReleased(file);
    }

    private static async Task<int> ReceiveAsync(Socket watched, byte[] buffer)
    {
        try
        {
            return await watched.ReceiveAsync(buffer);
        }
        catch (SocketException)
        {
            // The last copy went with bytes unread.
            return 0;
        }
    }
}
