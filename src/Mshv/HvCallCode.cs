namespace Levelset.Mshv;

/// <summary>Hypercall codes that MSHV_ROOT_HVCALL passes through.</summary>
public static class HvCallCode
{
    /// <summary>Reads one property of a partition: 16 bytes in, 8 out.</summary>
    public const ushort HVCALL_GET_PARTITION_PROPERTY = 0x0044;

    /// <summary>Sets one property of a partition: 24 bytes in, none out. On a partition's descriptor only.</summary>
    public const ushort HVCALL_SET_PARTITION_PROPERTY = 0x0045;

    /// <summary>Reads a property that takes more than eight bytes: 24 bytes in, up to 4072 out. Since Linux 6.19.</summary>
    public const ushort HVCALL_GET_PARTITION_PROPERTY_EX = 0x0101;
}
