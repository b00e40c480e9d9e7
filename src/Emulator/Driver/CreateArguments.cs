using System.Buffers.Binary;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Driver;

/// <summary>
/// The argument of MSHV_CREATE_PARTITION as the driver reads it: by offsets, independent of the encoding that it checks.
/// </summary>
/// <param name="Flags">pt_flags.</param>
/// <param name="Isolation">pt_isolation.</param>
/// <param name="Banks">Disable polarity; null where the caller passed none, and the mask of v1 applies.</param>
/// <param name="Xsave">Disable polarity; null as above.</param>
internal sealed record CreateArguments(ulong Flags, ulong Isolation, ulong?[] Banks, ulong? Xsave)
{
    private const int V1Size = 16;
    private const int V2Size = 64;
    private const ulong FeaturesFlag = 1 << 3;

    /// <summary>Reads and validates it; the errno is zero when it is valid.</summary>
    /// <param name="kernel">The generation whose rules apply.</param>
    /// <param name="hasXsave">x86_64; elsewhere the last word is reserved.</param>
    /// <param name="memory">The caller's.</param>
    /// <param name="address">Of the struct.</param>
    public static (CreateArguments? Arguments, Errno Errno) Read(
        KernelGeneration kernel,
        bool hasXsave,
        ITargetMemory memory,
        ulong address)
    {
        Span<byte> bytes = stackalloc byte[V2Size];
        if (!memory.TryRead(address, bytes[..V1Size]))
        {
            return (null, Errno.EFAULT);
        }

        if (!HeadIsValid(kernel, bytes))
        {
            return (null, Errno.EINVAL);
        }

        if ((Word(bytes, 0) & FeaturesFlag) == 0)
        {
            return (new CreateArguments(Word(bytes, 0), Word(bytes, 8), [null, null], null), default);
        }

        if (!memory.TryRead(address, bytes))
        {
            return (null, Errno.EFAULT);
        }

        return (!kernel.ChecksSecondCopy || HeadIsValid(kernel, bytes)) && TailIsValid(kernel, hasXsave, bytes)
            ? (V2(kernel, hasXsave, bytes), default)
            : (null, Errno.EINVAL);
    }

    private static bool HeadIsValid(KernelGeneration kernel, ReadOnlySpan<byte> bytes) =>
        (Word(bytes, 0) & ~kernel.KnownFlags) == 0 && Word(bytes, 8) < kernel.IsolationCount;

    private static bool TailIsValid(KernelGeneration kernel, bool hasXsave, ReadOnlySpan<byte> bytes)
    {
        var banks = BankCount(bytes);
        return (kernel.TakesFewerBanks ? banks <= 2 : banks == 2)
            && !bytes[18..24].ContainsAnyExcept((byte)0)
            && !bytes[40..56].ContainsAnyExcept((byte)0)
            && (hasXsave || !kernel.LooksAtLastWord || Word(bytes, 56) == 0);
    }

    private static CreateArguments V2(KernelGeneration kernel, bool hasXsave, ReadOnlySpan<byte> bytes)
    {
        var count = BankCount(bytes);
        return new CreateArguments(
            Word(bytes, 0),
            Word(bytes, 8),
            [count > 0 ? Word(bytes, 24) : null, count > 1 ? Word(bytes, 32) : null],
            hasXsave ? Word(bytes, 56) : 0);
    }

    private static int BankCount(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
