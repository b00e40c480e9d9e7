using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>A host, as reported by `levelset-agent probe --json`.</summary>
/// <param name="File">The file it was read from; "-" is standard input.</param>
/// <param name="IsSimulated">Whether the hypervisor was simulated.</param>
/// <param name="Capabilities">Vendor, words and properties.</param>
/// <param name="Unreported">Words that the hypervisor does not report; they count as zero.</param>
internal sealed record ProbeResult(string File, bool IsSimulated, CpuCapabilities Capabilities, IReadOnlyList<string> Unreported)
{
    public Architecture Architecture => Capabilities.Features.Architecture;
}
