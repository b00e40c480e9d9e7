namespace Levelset.Agent.Devices;

/// <summary>The methods of reading the host's properties. Numbered as in the protocol.</summary>
internal enum ProbeSource
{
    /// <summary>MSHV_ROOT_HVCALL on /dev/mshv.</summary>
    Device = Wire.FeatureReport.Types.Source.Device,

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY of Microsoft's own kernel.</summary>
    HostPartitionProperty = Wire.FeatureReport.Types.Source.HostPartitionProperty,

    /// <summary>A temporary partition of the v1 struct.</summary>
    V1Partition = Wire.FeatureReport.Types.Source.V1Partition,

    /// <summary>A temporary partition of the v2 struct that disables nothing.</summary>
    V2Partition = Wire.FeatureReport.Types.Source.V2Partition,

    /// <summary>There is no hypervisor.</summary>
    Simulated = Wire.FeatureReport.Types.Source.Simulated,
}
