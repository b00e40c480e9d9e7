namespace Levelset.Api.Web.Hosts;

/// <summary>How and why reports were made, for people.</summary>
internal static class ReportWords
{
    /// <summary>How the words were read.</summary>
    public static string Source(V1.Host.Types.ReportSource source) => source switch
    {
        V1.Host.Types.ReportSource.Device => "Read from the hypervisor through /dev/mshv.",
        V1.Host.Types.ReportSource.HostPartitionProperty => "Read from the root partition's own properties, as Microsoft's kernel gives them.",
        V1.Host.Types.ReportSource.V1Partition => "Read from a throw-away partition of the first create struct, for want of a newer kernel.",
        V1.Host.Types.ReportSource.V2Partition => "Read from a throw-away partition of the second create struct that disables nothing.",
        V1.Host.Types.ReportSource.Simulated => "Simulated: no hypervisor was asked.",
        _ => "The agent does not tell how it was read.",
    };

    /// <summary>Why the words were read.</summary>
    public static string Cause(V1.Host.Types.ReportCause cause) => cause switch
    {
        V1.Host.Types.ReportCause.Connected => "when the agent connected",
        V1.Host.Types.ReportCause.Timer => "by the agent's timer",
        V1.Host.Types.ReportCause.Signal => "when the agent was told to (SIGHUP)",
        V1.Host.Types.ReportCause.Resume => "after the machine woke",
        _ => "the agent does not tell why",
    };
}
