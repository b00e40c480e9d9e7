namespace Levelset.Interception;

/// <summary>The memory of the process that makes a system call: copy_from_user and copy_to_user.</summary>
public interface ITargetMemory
{
    /// <summary>Reads all of it; false where some of it cannot be read.</summary>
    bool TryRead(ulong address, Span<byte> destination);

    /// <summary>Writes all of it; false where some of it cannot be written.</summary>
    bool TryWrite(ulong address, ReadOnlySpan<byte> source);
}
