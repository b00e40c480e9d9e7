namespace Levelset.Agent.Devices;

/// <summary>The method of the ladder on which a kernel answered.</summary>
/// <param name="Source">How the host is read.</param>
/// <param name="Detail">What was asked, step by step, for people.</param>
/// <param name="AllowList">
/// Why the words are the kernel's own allow-list, and the host offers at least them; null when they are the host's.
/// </param>
internal sealed record ProbeMethod(ProbeSource Source, string Detail, string? AllowList = null)
{
    /// <summary>The kernel's name for the way.</summary>
    public string Label => Source switch
    {
        ProbeSource.Device => "MSHV_ROOT_HVCALL on the device",
        ProbeSource.HostPartitionProperty => "MSHV_GET_HOST_PARTITION_PROPERTY",
        ProbeSource.V1Partition => "a throw-away v1 partition",
        ProbeSource.V2Partition => "a throw-away v2 partition that disables nothing",
        ProbeSource.Simulated => "simulation",
        _ => throw new InvalidOperationException($"{Source} is no source"),
    };
}
