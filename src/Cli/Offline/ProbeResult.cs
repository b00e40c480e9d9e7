using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>A machine that no service knows, as `levelset-agent probe --json` told of it.</summary>
/// <param name="File">Where that was read; "-" is standard input.</param>
/// <param name="IsSimulated">Whether no hypervisor was asked.</param>
/// <param name="Offer">Vendor, words and properties.</param>
/// <param name="Unreported">Words that count as zero because the hypervisor does not tell them.</param>
internal sealed record ProbeResult(string File, bool IsSimulated, CpuCapabilities Capabilities, IReadOnlyList<string> Unreported)
{
    /// <summary>Whose words these are.</summary>
    public Architecture Architecture => Capabilities.Features.Architecture;
}
