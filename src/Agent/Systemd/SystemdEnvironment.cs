using System.Globalization;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Systemd;

/// <summary>What a service manager passes to a service: sd_notify(3) and sd_listen_fds(3).</summary>
/// <param name="NotifySocket">The socket for notifications; null where there is no manager.</param>
/// <param name="StoreCapacity">How many descriptors it stores (FDSTORE); null where unknown (systemd before 254).</param>
/// <param name="WatchdogInterval">The watchdog timeout; null for no watchdog.</param>
internal sealed record SystemdEnvironment(string? NotifySocket = null, int? StoreCapacity = null, TimeSpan? WatchdogInterval = null)
{
    private const int FirstDescriptor = 3;

    /// <summary>The stored descriptors with their names. The caller closes them.</summary>
    public IReadOnlyList<(string Name, MshvPartitionHandle Descriptor)> Descriptors { get; init; } = [];

    /// <summary>Whether it may store descriptors.</summary>
    public bool HasStore => NotifySocket is not null && StoreCapacity is not 0;

    /// <summary>Reads it and removes it from the environment, because it is not meant for child processes.</summary>
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
            // The descriptor does not exist: nothing must be closed under its number, which another file may get.
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
