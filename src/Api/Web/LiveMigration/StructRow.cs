using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Web;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Web.LiveMigration;

/// <summary>One field of struct mshv_create_partition_v2, as text.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Bytes">In the order of memory.</param>
/// <param name="Field">The kernel's name.</param>
/// <param name="Value">Little-endian.</param>
/// <param name="Meaning">What it says.</param>
internal sealed record StructRow(int Offset, string Bytes, string Field, string Value, string Meaning)
{
    /// <summary>The fields of the struct in order. Source: linux include/uapi/linux/mshv.h (6.19).</summary>
    public static IReadOnlyList<StructRow> Read(ReadOnlySpan<byte> bytes, string architecture)
    {
        var hasXsave = NamedFeatures.ArchitectureOf(architecture)?.HasXsave != false;
        return
        [
            Of(bytes, 0, 8, "pt_flags", value => Flags((PartitionFlags)value)),
            Of(bytes, 8, 8, "pt_isolation", _ => "none"),
            Of(bytes, 16, 2, "pt_num_cpu_fbanks", value => Plural.Of((long)value, "feature bank follows", "feature banks follow")),
            Of(bytes, 18, 6, "pt_rsvd", Reserved),
            Of(bytes, 24, 8, "pt_cpu_fbanks[0]", SwitchedOff),
            Of(bytes, 32, 8, "pt_cpu_fbanks[1]", SwitchedOff),
            Of(bytes, 40, 8, "pt_rsvd1[0]", Reserved),
            Of(bytes, 48, 8, "pt_rsvd1[1]", Reserved),
            hasXsave ? Of(bytes, 56, 8, "pt_disabled_xsave", SwitchedOff) : Of(bytes, 56, 8, "pt_rsvd2", Reserved),
        ];
    }

    private static StructRow Of(ReadOnlySpan<byte> bytes, int offset, int length, string field, Func<ulong, string> meaning)
    {
        Span<byte> whole = stackalloc byte[8];
        bytes.Slice(offset, length).CopyTo(whole);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(whole);
        return new StructRow(
            offset,
            string.Join(' ', bytes.Slice(offset, length).ToArray().Select(one => one.ToString("x2", CultureInfo.InvariantCulture))),
            field,
            "0x" + value.ToString($"x{2 * length}", CultureInfo.InvariantCulture),
            meaning(value));
    }

    private static string Reserved(ulong value) => value == 0 ? "reserved, zero" : "reserved";

    private static string SwitchedOff(ulong value) => $"disable mask; {Plural.Of(BitOperations.PopCount(value), "bit")} set";

    private static string Flags(PartitionFlags flags) => string.Join(
        ", ",
        Enum.GetValues<PartitionFlags>().Where(flag => flag != PartitionFlags.None && flags.HasFlag(flag)).Select(NameOf));

    private static string NameOf(PartitionFlags flag) => flag switch
    {
        PartitionFlags.Lapic => "LAPIC",
        PartitionFlags.X2Apic => "X2APIC",
        PartitionFlags.GpaSuperPages => "GPA_SUPER_PAGES",
        PartitionFlags.CpuAndXsaveFeatures => "CPU_AND_XSAVE_FEATURES",
        PartitionFlags.NestedVirtualization => "NESTED_VIRTUALIZATION",
        PartitionFlags.SmtEnabledGuest => "SMT_ENABLED_GUEST",
        _ => flag.ToString(),
    };
}
