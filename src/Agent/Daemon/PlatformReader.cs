using System.Reflection;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;

namespace Levelset.Agent.Daemon;

/// <summary>What the host runs, for people.</summary>
internal static class PlatformReader
{
    /// <summary>The agent's version.</summary>
    public static string AgentVersion { get; } =
        typeof(PlatformReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Reads it anew, because microcode can be updated while the machine runs; what cannot be told is empty.</summary>
    public static Wire.Platform Read(IMshvDevice device)
    {
        var cpu = ReadCpuInfo();
        return new Wire.Platform
        {
            Hypervisor = device.IsSimulated ? device.Name : HypervisorVersion.Current,
            Kernel = KernelRelease.Current,
            CpuModel = device.ProcessorModel ?? cpu.GetValueOrDefault("model name", string.Empty),
            // A simulated processor other than this machine's has no microcode of its own.
            Microcode = device.ProcessorModel is null ? cpu.GetValueOrDefault("microcode", string.Empty) : string.Empty,
            AgentVersion = AgentVersion,
            CatalogueVersion = Catalogue.For(device.Architecture).Version,
        };
    }

    // The first processor's block; the blocks are separated by an empty line.
    private static Dictionary<string, string> ReadCpuInfo() =>
        File.ReadLines("/proc/cpuinfo")
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[0].Trim())
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.Ordinal);
}
