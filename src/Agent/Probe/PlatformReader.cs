using System.Reflection;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;

namespace Levelset.Agent.Probe;

/// <summary>Reads the software and hardware of the host: hypervisor, kernel, processor, microcode, firmware.</summary>
internal static class PlatformReader
{
    /// <summary>The agent's version.</summary>
    public static string AgentVersion { get; } =
        typeof(PlatformReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Reads it each time, because microcode can be updated while the machine runs. What is unavailable is empty.</summary>
    public static V1.Platform Read(IMshvDevice device)
    {
        var cpu = ReadCpuInfo();
        return new V1.Platform
        {
            Hypervisor = device.IsSimulated ? device.Name : HypervisorVersion.Current,
            Kernel = KernelRelease.Current,
            CpuModel = device.ProcessorModel ?? cpu.GetValueOrDefault("model name", string.Empty),
            // A simulated processor other than this machine's has no microcode, unless one is simulated.
            Microcode = device.Microcode
                ?? (device.ProcessorModel is null ? cpu.GetValueOrDefault("microcode", string.Empty) : string.Empty),
            AgentVersion = AgentVersion,
            CatalogueVersion = Catalogue.For(device.Architecture).Version,
            Firmware = device.ProcessorModel is null ? ReadFirmware("/sys/class/dmi/id") : string.Empty,
        };
    }

    /// <summary>"vendor version (date)" of a DMI directory; empty where it has none of them.</summary>
    public static string ReadFirmware(string directory)
    {
        var (vendor, version, date) = (Field("bios_vendor"), Field("bios_version"), Field("bios_date"));
        var name = $"{vendor} {version}".Trim();
        return date.Length > 0 ? $"{name} ({date})".TrimStart() : name;

        // A table may lack any of them, and a machine the table.
        string Field(string field)
        {
            var path = Path.Combine(directory, field);
            return File.Exists(path) ? File.ReadAllText(path).Trim() : string.Empty;
        }
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
