using System.Text;

namespace Levelset.Interception;

/// <summary>A path in the memory of the process that makes a call.</summary>
public static class TargetPath
{
    // No path that matters is longer.
    private const int MaxLength = 64;
    private const int PageSize = 4096;

    /// <summary>Reads it; null when it is longer than any path that matters, or cannot be read, which the kernel then reports.</summary>
    public static string? Read(ITargetMemory memory, ulong address)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        bytes.Clear();

        // The string may end right before a page that cannot be read.
        var first = (int)Math.Min(MaxLength, PageSize - (address % PageSize));
        if (!memory.TryRead(address, bytes[..first]))
        {
            return null;
        }

        var end = bytes[..first].IndexOf((byte)0);
        if (end < 0 && first < MaxLength && memory.TryRead(address + (ulong)first, bytes[first..]))
        {
            end = bytes.IndexOf((byte)0);
        }

        return end < 0 ? null : Encoding.UTF8.GetString(bytes[..end]);
    }
}
