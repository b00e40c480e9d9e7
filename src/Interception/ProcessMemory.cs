using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>The memory of another process, as one of its threads sees it.</summary>
/// <param name="thread">The thread's id.</param>
public sealed class ProcessMemory(int thread) : ITargetMemory
{
    /// <inheritdoc/>
    public unsafe bool TryRead(ulong address, Span<byte> destination)
    {
        // SAFETY: the local span is pinned for the call; a bad remote address is an error of the call, not of this process.
        fixed (byte* local = destination)
        {
            var own = new iovec { iov_base = (ulong)local, iov_len = (ulong)destination.Length };
            var other = new iovec { iov_base = address, iov_len = (ulong)destination.Length };
            return LibC.process_vm_readv(thread, &own, 1, &other, 1, 0) == destination.Length;
        }
    }

    /// <inheritdoc/>
    public unsafe bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        // SAFETY: as above.
        fixed (byte* local = source)
        {
            var own = new iovec { iov_base = (ulong)local, iov_len = (ulong)source.Length };
            var other = new iovec { iov_base = address, iov_len = (ulong)source.Length };
            return LibC.process_vm_writev(thread, &own, 1, &other, 1, 0) == source.Length;
        }
    }
}
