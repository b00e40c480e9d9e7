namespace Levelset.Agent.Interop;

/// <summary>Hypercall codes that MSHV_ROOT_HVCALL passes through.</summary>
internal static class HvCallCode
{
    /// <summary>Reads one property of a partition: 16 bytes in, 8 out.</summary>
    public const ushort HVCALL_GET_PARTITION_PROPERTY = 0x0044;
}
