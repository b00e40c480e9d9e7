namespace Levelset.Agent.Devices;

/// <summary>How the host's properties are read on this kernel.</summary>
/// <param name="Source">The method.</param>
/// <param name="Detail">The methods that were tried, with their results.</param>
/// <param name="AllowList">
/// Why the words are the kernel's own allow-list, and the host offers at least them; null when they are the host's.
/// </param>
internal sealed record ProbeMethod(ProbeSource Source, string Detail, string? AllowList = null)
{
    /// <summary>The kernel's name for the method.</summary>
    public string Label => Source switch
    {
        ProbeSource.Device => "MSHV_ROOT_HVCALL on the device",
        ProbeSource.HostPartitionProperty => "MSHV_GET_HOST_PARTITION_PROPERTY",
        ProbeSource.V1Partition => "a temporary v1 partition",
        ProbeSource.V2Partition => "a temporary v2 partition that disables nothing",
        ProbeSource.Simulated => "simulation",
        _ => throw new InvalidOperationException($"unknown source {Source}"),
    };
}
