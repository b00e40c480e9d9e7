using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Levelset.Agent.Probe;

/// <summary>The Microsoft Hypervisor's version: a CPUID leaf on x86_64, unavailable on arm64.</summary>
internal static class HypervisorVersion
{
    private const string Name = "Microsoft Hypervisor";
    private const string Signature = "Microsoft Hv";

    // TLFS 2.4: the vendor and the highest leaf; the version.
    private const uint VendorLeaf = 0x4000_0000;
    private const uint VersionLeaf = 0x4000_0002;

    /// <summary>Such as "Microsoft Hypervisor 10.0.26100.1"; without the version where it is unavailable.</summary>
    public static string Current => X86Base.IsSupported ? Decode(Cpuid) : Name;

    /// <summary>The same, from a CPUID.</summary>
    /// <param name="cpuid">EAX, EBX, ECX and EDX of a leaf.</param>
    public static string Decode(Func<uint, (uint Eax, uint Ebx, uint Ecx, uint Edx)> cpuid)
    {
        var vendor = cpuid(VendorLeaf);
        if (vendor.Eax < VersionLeaf || SignatureOf(vendor.Ebx, vendor.Ecx, vendor.Edx) != Signature)
        {
            return Name;
        }

        var (build, version, _, service) = cpuid(VersionLeaf);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} {version >> 16}.{version & 0xFFFF}.{build}.{service & 0xFF_FFFF}");
    }

    private static string SignatureOf(params ReadOnlySpan<uint> registers)
    {
        Span<byte> bytes = stackalloc byte[12];
        for (var i = 0; i < registers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], registers[i]);
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private static (uint Eax, uint Ebx, uint Ecx, uint Edx) Cpuid(uint leaf)
    {
        var (eax, ebx, ecx, edx) = X86Base.CpuId((int)leaf, 0);
        return ((uint)eax, (uint)ebx, (uint)ecx, (uint)edx);
    }
}
