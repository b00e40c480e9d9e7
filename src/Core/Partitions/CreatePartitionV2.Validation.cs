using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <content>What is wrong with a struct, field by field.</content>
public static partial class CreatePartitionV2
{
    /// <summary>
    /// What a kernel of these rules answers EINVAL to; empty exactly when it goes on to ask the hypervisor. With pt_flags bit 3
    /// clear it reads the first two fields only, and so does this.
    /// </summary>
    /// <exception cref="ArgumentException">There are not <see cref="Size"/> bytes.</exception>
    public static ImmutableArray<StructFault> KernelFaults(ReadOnlySpan<byte> bytes, Architecture architecture, KernelRules rules)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"the struct has {Size} bytes, not {bytes.Length}", nameof(bytes));
        }

        var faults = ImmutableArray.CreateBuilder<StructFault>();
        AddFlagsAndIsolation(faults, bytes, rules);
        if (FlagsOf(bytes).HasFlag(PartitionFlags.CpuAndXsaveFeatures))
        {
            AddBankCount(faults, bytes, rules);
            AddReserved(faults, bytes, "pt_rsvd", 18, 24);
            AddReserved(faults, bytes, "pt_rsvd1", 40, 56);
            if (!architecture.HasXsave && rules.ReservesLastWord)
            {
                AddReserved(faults, bytes, "pt_rsvd2", 56, Size);
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// Everything that keeps a struct from making a levelled partition: what a kernel refuses, and what it would let through but
    /// must not be (no banks, flags and features that contradict each other, a feature off that the hypervisor cannot do without).
    /// </summary>
    /// <returns>Every fault by its field; empty when the struct is right.</returns>
    public static ImmutableArray<StructFault> Validate(ReadOnlySpan<byte> bytes, Catalogue catalogue, KernelRules rules)
    {
        if (bytes.Length != Size)
        {
            return [new StructFault("mshv_create_partition_v2", 0, $"has {bytes.Length} bytes; it has {Size} on every architecture")];
        }

        var faults = KernelFaults(bytes, catalogue.Architecture, rules).ToBuilder();
        if (!FlagsOf(bytes).HasFlag(PartitionFlags.CpuAndXsaveFeatures))
        {
            faults.Add(new StructFault("pt_flags", 0, "bit 3 is not set: the kernel would silently ignore the disable mask"));
        }

        AddNested(faults, bytes, catalogue);
        AddMustStayEnabled(faults, bytes, catalogue);
        return faults.ToImmutable();
    }

    /// <summary>pt_flags of a struct.</summary>
    public static PartitionFlags FlagsOf(ReadOnlySpan<byte> bytes) => (PartitionFlags)BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>pt_isolation of a struct.</summary>
    public static ulong IsolationOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);

    /// <summary>The disable mask of a struct of <see cref="Size"/> bytes; arm64's last word is left out, for it is none.</summary>
    public static DisableMask MaskOf(ReadOnlySpan<byte> bytes, Architecture architecture) => new(
        architecture,
        [BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..])],
        architecture.HasXsave ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]) : 0);

    private static void AddFlagsAndIsolation(ImmutableArray<StructFault>.Builder faults, ReadOnlySpan<byte> bytes, KernelRules rules)
    {
        for (var rest = (ulong)(FlagsOf(bytes) & ~rules.KnownFlags); rest != 0; rest &= rest - 1)
        {
            faults.Add(new StructFault(
                "pt_flags",
                0,
                string.Create(CultureInfo.InvariantCulture, $"bit {BitOperations.TrailingZeroCount(rest)} is not supported by {rules.Name}")));
        }

        if (IsolationOf(bytes) is var isolation && isolation >= rules.IsolationCount)
        {
            faults.Add(new StructFault(
                "pt_isolation",
                8,
                string.Create(CultureInfo.InvariantCulture, $"is {isolation}; {rules.Name} supports 0 to {rules.IsolationCount - 1}")));
        }
    }

    private static void AddBankCount(ImmutableArray<StructFault>.Builder faults, ReadOnlySpan<byte> bytes, KernelRules rules)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        if (count > KernelRules.BankCount || (count < KernelRules.BankCount && !rules.FewerBanks))
        {
            faults.Add(new StructFault(
                "pt_num_cpu_fbanks",
                16,
                string.Create(CultureInfo.InvariantCulture, $"is {count}; it must be {KernelRules.BankCount}")));
        }
    }

    private static void AddReserved(ImmutableArray<StructFault>.Builder faults, ReadOnlySpan<byte> bytes, string field, int from, int to)
    {
        if (bytes[from..to].ContainsAnyExcept((byte)0))
        {
            faults.Add(new StructFault(field, from, $"is {Convert.ToHexStringLower(bytes[from..to])}; it is reserved and must be zero"));
        }
    }

    private static void AddNested(ImmutableArray<StructFault>.Builder faults, ReadOnlySpan<byte> bytes, Catalogue catalogue)
    {
        var flag = FlagsOf(bytes).HasFlag(PartitionFlags.NestedVirtualization);
        var enabled = catalogue.NestedVirtualization is { } nested
            && (MaskOf(bytes, catalogue.Architecture)[nested.Word] & nested.Mask) == 0;
        if (flag != enabled)
        {
            faults.Add(new StructFault(
                "pt_flags",
                0,
                catalogue.NestedVirtualization is { } bit
                    ? $"bit 4 (nested virtualization) is {(flag ? "set" : "clear")}, but the mask {(enabled ? "enables" : "disables")} nested_virt ({bit})"
                    : $"bit 4 (nested virtualization) is set; {catalogue.Architecture.Label} has no such feature"));
        }
    }

    private static void AddMustStayEnabled(ImmutableArray<StructFault>.Builder faults, ReadOnlySpan<byte> bytes, Catalogue catalogue)
    {
        var mask = MaskOf(bytes, catalogue.Architecture);
        foreach (var bit in catalogue.MustStayEnabled.Bits().Where(bit => (mask[bit.Word] & bit.Mask) != 0))
        {
            faults.Add(new StructFault(
                "pt_cpu_fbanks",
                24 + (8 * bit.Word.BankNumber),
                $"disables {catalogue.NameOf(bit)} ({bit}): the hypervisor cannot create a partition without it"));
        }
    }
}
