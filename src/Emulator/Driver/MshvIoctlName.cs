using Levelset.Mshv;

namespace Levelset.Emulator.Driver;

/// <summary>Names of ioctls, which depend on the kind of descriptor.</summary>
internal static class MshvIoctlName
{
    /// <summary>Such as "MSHV_ROOT_HVCALL"; the number where the descriptor does not support it.</summary>
    public static string Of(EmulatedFile file, uint request) => (file, request) switch
    {
        (EmulatedFile.Device, MshvIoctl.MSHV_CREATE_PARTITION) => nameof(MshvIoctl.MSHV_CREATE_PARTITION),
        (EmulatedFile.Device, MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY) => nameof(MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY),
        (EmulatedFile.Partition, MshvIoctl.MSHV_INITIALIZE_PARTITION) => nameof(MshvIoctl.MSHV_INITIALIZE_PARTITION),
        (EmulatedFile.Partition, MshvIoctl.MSHV_CREATE_VP) => nameof(MshvIoctl.MSHV_CREATE_VP),
        (EmulatedFile.Partition, MshvIoctl.MSHV_GET_PARTITION_PROPERTY) => nameof(MshvIoctl.MSHV_GET_PARTITION_PROPERTY),
        (EmulatedFile.Partition, MshvIoctl.MSHV_SET_PARTITION_PROPERTY) => nameof(MshvIoctl.MSHV_SET_PARTITION_PROPERTY),
        (_, MshvIoctl.MSHV_ROOT_HVCALL) => nameof(MshvIoctl.MSHV_ROOT_HVCALL),
        _ => $"0x{request:X8}",
    };
}
