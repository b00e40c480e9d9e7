namespace Levelset.Api.Web.Hosts;

/// <summary>How and why reports were made, as text.</summary>
internal static class ReportWords
{
    /// <summary>How the words were read.</summary>
    public static string Source(V1.Host.Types.ReportSource source) => source switch
    {
        V1.Host.Types.ReportSource.Device => "Read from the hypervisor through /dev/mshv.",
        V1.Host.Types.ReportSource.HostPartitionProperty => "Read from the properties of the root partition (Microsoft kernel).",
        V1.Host.Types.ReportSource.V1Partition => "Read from a temporary partition created with the first create struct, because the kernel has no newer one.",
        V1.Host.Types.ReportSource.V2Partition => "Read from a temporary partition created with the second create struct and no features disabled.",
        V1.Host.Types.ReportSource.Simulated => "Simulated: not read from a hypervisor.",
        _ => "Source unknown.",
    };

    /// <summary>Why the words were read.</summary>
    public static string Cause(V1.Host.Types.ReportCause cause) => cause switch
    {
        V1.Host.Types.ReportCause.Connected => "when the agent connected",
        V1.Host.Types.ReportCause.Timer => "by the agent's timer",
        V1.Host.Types.ReportCause.Signal => "on request (SIGHUP)",
        V1.Host.Types.ReportCause.Resume => "after the machine resumed",
        _ => "for an unknown reason",
    };
}
