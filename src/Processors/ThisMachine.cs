using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Levelset.Processors;

/// <summary>Reads the processor that this program runs on.</summary>
public static class ThisMachine
{
    private const string MsrDevice = "/dev/cpu/0/msr";

    /// <summary>This machine's CPUID, and its MSRs where the kernel's msr device may be read; null where this is not x86_64.</summary>
    public static CpuidLeaves? ReadCpuid() =>
        X86Base.IsSupported ? new CpuidLeaves(CpuidLeaves.Wanted.Select(Read), ReadMsrs()) : null;

    private static CpuidRow Read((uint Leaf, uint Subleaf) place)
    {
        var (eax, ebx, ecx, edx) = X86Base.CpuId((int)place.Leaf, (int)place.Subleaf);
        return new CpuidRow(place.Leaf, place.Subleaf, (uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
    }

    private static Dictionary<uint, ulong> ReadMsrs()
    {
        var values = new Dictionary<uint, ulong>();
        try
        {
            using var device = File.OpenHandle(MsrDevice);
            foreach (var index in CpuidLeaves.WantedMsrs)
            {
                if (TryReadMsr(device, index, out var value))
                {
                    values.Add(index, value);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No msr module, or not root: bits that only an MSR shows are not reported.
        }

        return values;
    }

    private static bool TryReadMsr(Microsoft.Win32.SafeHandles.SafeFileHandle device, uint index, out ulong value)
    {
        Span<byte> buffer = stackalloc byte[8];
        try
        {
            var read = RandomAccess.Read(device, buffer, index);
            value = BinaryPrimitives.ReadUInt64LittleEndian(buffer);
            return read == buffer.Length;
        }
        catch (IOException)
        {
            // EIO: the processor has no such register.
            value = 0;
            return false;
        }
    }
}
