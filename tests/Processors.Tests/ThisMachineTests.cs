using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.Core.Tests.Processors;

/// <summary>
/// What is read from the processor here agrees with what the kernel reads from it. The kernel shows less than the processor says
/// where it has switched something off, such as RDSEED on Zen 5, or has set address bits aside for memory encryption.
/// </summary>
public sealed class ThisMachineTests
{
    /// <summary>The catalogue's name and the kernel's flag of one CPUID bit; neither side adds a condition to it.</summary>
    public static TheoryData<string, string> Flags => new()
    {
        { "sse3", "pni" }, { "ssse3", "ssse3" }, { "sse4_1", "sse4_1" }, { "sse4_2", "sse4_2" }, { "sse4a", "sse4a" },
        { "pop_cnt", "popcnt" }, { "cmpxchg16b", "cx16" }, { "aes", "aes" }, { "pclmulqdq", "pclmulqdq" }, { "f16c", "f16c" },
        { "rd_rand", "rdrand" }, { "rd_wr_fs_gs", "fsgsbase" }, { "smep", "smep" }, { "smap", "smap" }, { "bmi1", "bmi1" },
        { "bmi2", "bmi2" }, { "movbe", "movbe" }, { "rd_seed", "rdseed" }, { "adx", "adx" }, { "rdtscp", "rdtscp" },
        { "clflushopt", "clflushopt" }, { "clwb", "clwb" }, { "sha", "sha_ni" }, { "invpcid", "invpcid" }, { "rd_pid", "rdpid" },
        { "lahf_sahf", "lahf_lm" }, { "lzcnt", "abm" }, { "mis_align_sse", "misalignsse" }, { "mmx_ext", "mmxext" },
        { "page_1gb", "pdpe1gb" }, { "cl_zero", "clzero" }, { "xsave", "xsave" }, { "xsaveopt", "xsaveopt" }, { "avx", "avx" },
        { "avx2", "avx2" }, { "fma", "fma" }, { "xsave_comp", "xsavec" }, { "xsave_supervisor", "xsaves" },
        { "avx512", "avx512f" }, { "avx512_dq", "avx512dq" }, { "avx512_cd", "avx512cd" }, { "avx512_bw", "avx512bw" },
        { "avx512_vl", "avx512vl" }, { "avx512_v_bmi", "avx512vbmi" }, { "avx512_v_bmi2", "avx512_vbmi2" },
        { "avx512_vnni", "avx512_vnni" }, { "avx512_i_fma", "avx512ifma" }, { "avx512_bitalg", "avx512_bitalg" },
        { "avx512_v_popcntdq", "avx512_vpopcntdq" }, { "avx512_bf16", "avx512_bf16" }, { "gfni", "gfni" }, { "vaes", "vaes" },
        { "vpclmulqdq", "vpclmulqdq" },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void ReadCpuid_FlagThatTheKernelShows_IsOffered(string feature, string flag)
    {
        Assert.SkipUnless(X86Base.IsSupported, "this is not an x86_64 processor");
        Assert.True(Catalogue.X86_64.TryResolve(feature, out var bit), $"{feature} is not in the catalogue");

        var offered = ProcessorFeatures.From(ThisMachine.ReadCpuid()!).Supported.Contains(bit);

        Assert.True(offered || !KernelFlags().Contains(flag), $"the kernel shows {flag}, and {feature} is not offered");
    }

    [Fact]
    public void ReadCpuid_FlagsThatTheKernelShows_AreSome()
    {
        Assert.SkipUnless(X86Base.IsSupported, "this is no x86_64 processor");

        Assert.Contains("cx16", KernelFlags());
        Assert.True(Flags.Count(row => KernelFlags().Contains(row.Data.Item2)) > 5);
    }

    [Fact]
    public void ReadCpuid_Vendor_IsTheKernels()
    {
        Assert.SkipUnless(X86Base.IsSupported, "this is not an x86_64 processor");

        Assert.Equal(CpuInfo("vendor_id"), ProcessorFeatures.From(ThisMachine.ReadCpuid()!).Vendor);
    }

    [Fact]
    public void ReadCpuid_AddressWidth_IsAtLeastTheKernels()
    {
        Assert.SkipUnless(X86Base.IsSupported, "this is not an x86_64 processor");

        var width = ProcessorFeatures.From(ThisMachine.ReadCpuid()!).Properties.PhysicalAddressWidth;

        var kernels = uint.Parse(CpuInfo("address sizes").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(kernels, 32u, width ?? 0);
    }

    private static HashSet<string> KernelFlags() => [.. CpuInfo("flags").Split(' ')];

    private static string CpuInfo(string key) => File.ReadLines("/proc/cpuinfo")
        .First(line => line.StartsWith(key, StringComparison.Ordinal))
        .Split(':', 2)[1]
        .Trim();
}
