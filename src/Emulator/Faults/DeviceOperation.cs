namespace Levelset.Emulator.Faults;

/// <summary>The operations that a fault can be injected into.</summary>
internal enum DeviceOperation
{
    /// <summary>open of /dev/mshv.</summary>
    Open,

    /// <summary>MSHV_CREATE_PARTITION.</summary>
    Create,

    /// <summary>MSHV_INITIALIZE_PARTITION.</summary>
    Initialize,

    /// <summary>MSHV_CREATE_VP.</summary>
    CreateVp,

    /// <summary>HVCALL_GET_PARTITION_PROPERTY on a partition or VP.</summary>
    Get,

    /// <summary>HVCALL_SET_PARTITION_PROPERTY.</summary>
    Set,

    /// <summary>HVCALL_GET_PARTITION_PROPERTY_EX on a partition or VP.</summary>
    GetEx,

    /// <summary>HVCALL_GET_PARTITION_PROPERTY on /dev/mshv.</summary>
    HostGet,

    /// <summary>HVCALL_GET_PARTITION_PROPERTY_EX on /dev/mshv.</summary>
    HostGetEx,

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY.</summary>
    HostProperty,
}
