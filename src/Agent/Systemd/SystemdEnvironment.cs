using System.Globalization;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Systemd;

/// <summary>What a service manager tells a service that it starts, by sd_notify(3) and sd_listen_fds(3).</summary>
/// <param name="NotifySocket">Where it listens for notifications; null where there is no manager.</param>
/// <param name="StoreCapacity">How many descriptors it keeps (FDSTORE); null where it does not say (systemd before 254).</param>
/// <param name="WatchdogInterval">How often it wants a sign of life at least; null for never.</param>
internal sealed record SystemdEnvironment(string? NotifySocket = null, int? StoreCapacity = null, TimeSpan? WatchdogInterval = null)
{
    private const int FirstDescriptor = 3;

    /// <summary>The descriptors that it kept, by the names that they were stored under. Whoever takes them closes them.</summary>
    public IReadOnlyList<(string Name, MshvPartitionHandle Descriptor)> Descriptors { get; init; } = [];

    /// <summary>Whether it may keep descriptors.</summary>
    public bool HasStore => NotifySocket is not null && StoreCapacity is not 0;

    /// <summary>Reads it once, and takes it out of the environment: it is meant for this process, not for its children.</summary>
    public static SystemdEnvironment Take()
    {
        var forMe = IsForMe("LISTEN_PID");
        var count = Number(Take("LISTEN_FDS")) ?? 0;
        var names = Take("LISTEN_FDNAMES")?.Split(':') ?? [];
        var watched = IsForMe("WATCHDOG_PID", otherwise: true);
        var watchdog = Number(Take("WATCHDOG_USEC"));
        return new SystemdEnvironment(
            Take("NOTIFY_SOCKET"),
            Number(Take("FDSTORE")),
            watched && watchdog is > 0 and { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null)
        {
            Descriptors = forMe ? [.. Enumerable.Range(0, Math.Max(count, 0)).Select(i => Receive(i, names))] : [],
        };
    }

    private static (string Name, MshvPartitionHandle Descriptor) Receive(int index, string[] names)
    {
        var descriptor = new MshvPartitionHandle(FirstDescriptor + index);
        try
        {
            DescriptorCalls.SetCloseOnExec(descriptor, true);
        }
        catch (IOException)
        {
            // Said to be there and is not: nothing to close, least of all under a number that another file may get.
            descriptor.SetHandleAsInvalid();
        }

        return (index < names.Length ? names[index] : "unknown", descriptor);
    }

    private static bool IsForMe(string name, bool otherwise = false) =>
        Take(name) is { } pid ? pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) : otherwise;

    private static string? Take(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, null);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
