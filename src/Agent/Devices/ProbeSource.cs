namespace Levelset.Agent.Devices;

/// <summary>The methods of reading the host's properties. Numbered as in the protocol.</summary>
internal enum ProbeSource
{
    /// <summary>MSHV_ROOT_HVCALL on /dev/mshv.</summary>
    Device = V1.FeatureReport.Types.Source.Device,

    /// <summary>MSHV_GET_HOST_PARTITION_PROPERTY of Microsoft's own kernel.</summary>
    HostPartitionProperty = V1.FeatureReport.Types.Source.HostPartitionProperty,

    /// <summary>A temporary partition of the v1 struct.</summary>
    V1Partition = V1.FeatureReport.Types.Source.V1Partition,

    /// <summary>A temporary partition of the v2 struct that disables nothing.</summary>
    V2Partition = V1.FeatureReport.Types.Source.V2Partition,

    /// <summary>There is no hypervisor.</summary>
    Simulated = V1.FeatureReport.Types.Source.Simulated,
}
