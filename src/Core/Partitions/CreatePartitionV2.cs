using System.Buffers.Binary;
using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>
/// struct mshv_create_partition_v2 as bytes: 64 on every architecture, little-endian. Source: linux include/uapi/linux/mshv.h
/// (6.19).
/// </summary>
public static partial class CreatePartitionV2
{
    /// <summary>Size of the struct in bytes.</summary>
    public const int Size = 64;

    /// <summary>Writes the struct; what is not named is reserved and zero.</summary>
    public static byte[] Encode(DisableMask mask, PartitionFlags flags, ulong isolation)
    {
        var bytes = new byte[Size];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt64LittleEndian(span, (ulong)(flags | PartitionFlags.CpuAndXsaveFeatures));
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], isolation);
        BinaryPrimitives.WriteUInt16LittleEndian(span[16..], (ushort)mask.ProcessorBanks.Length);
        for (var bank = 0; bank < mask.ProcessorBanks.Length; bank++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(span[(24 + (8 * bank))..], mask.ProcessorBanks[bank]);
        }

        // x86_64: pt_disabled_xsave. arm64 reserves the word, and DisableMask keeps it zero there.
        BinaryPrimitives.WriteUInt64LittleEndian(span[56..], mask.Xsave);
        return bytes;
    }
}
