namespace Levelset.Api.Data;

/// <summary>What a host runs; empty = not reported.</summary>
public sealed class PlatformColumns
{
    /// <summary>Hypervisor and its version.</summary>
    public string Hypervisor { get; set; } = "";

    /// <summary>Kernel release.</summary>
    public string Kernel { get; set; } = "";

    /// <summary>Processor brand string.</summary>
    public string CpuModel { get; set; } = "";

    /// <summary>Microcode revision.</summary>
    public string Microcode { get; set; } = "";

    public string AgentVersion { get; set; } = "";

    /// <summary>Catalogue version of the agent.</summary>
    public string CatalogueVersion { get; set; } = "";

    /// <summary>Firmware vendor, version and date.</summary>
    public string Firmware { get; set; } = "";
}
