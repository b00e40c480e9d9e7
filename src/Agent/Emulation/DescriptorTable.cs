using System.Collections.Concurrent;
using System.Net.Sockets;
using Levelset.Agent.Interop;

namespace Levelset.Agent.Emulation;

/// <summary>
/// Which descriptor of which process is an emulated file. Each file is one end of a socket pair: the end's inode identifies it
/// wherever it was duplicated, inherited or passed to, and the other end tells when the last copy is closed.
/// </summary>
internal sealed class DescriptorTable(Action<EmulatedFile> onReleased)
{
    private readonly ConcurrentDictionary<string, EmulatedFile> byInode = new(StringComparer.Ordinal);

    /// <summary>Makes the descriptor of a new file. It counts as released when the last copy, this one included, is closed.</summary>
    public OwnedDescriptor Add(EmulatedFile file)
    {
        var (end, watched) = SocketPair.Create();
        var inode = LinkOf("self", end.Number)!;
        byInode[inode] = file;
        _ = WatchAsync(watched, inode, file);
        return end;
    }

    /// <summary>What a process's descriptor refers to; null where it is none of the emulated ones.</summary>
    public EmulatedFile? Find(uint thread, int descriptor) =>
        LinkOf($"{thread}", descriptor) is { } inode ? byInode.GetValueOrDefault(inode) : null;

    // "socket:[12345]".
    private static string? LinkOf(string process, int descriptor) => new FileInfo($"/proc/{process}/fd/{descriptor}").LinkTarget;

    private async Task WatchAsync(Socket watched, string inode, EmulatedFile file)
    {
        var buffer = new byte[64];
        using (watched)
        {
            // A partition cannot be written to; what somebody writes all the same is thrown away.
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
