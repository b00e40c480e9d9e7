namespace Levelset.Agent.Devices;

/// <summary>The running kernel's release, as uname -r prints it.</summary>
internal static class KernelRelease
{
    /// <summary>Such as "6.19.3".</summary>
    public static string Current { get; } = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
}
