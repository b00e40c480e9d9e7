using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Levelset.Agent.Tests.Deployment;
using Levelset.Emulator.Tests;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Systemd;

/// <summary>
/// A service manager that speaks sd_notify(3): it keeps descriptors, and starts a service with those that it has kept, at 3 and
/// up, as sd_listen_fds(3) says.
/// </summary>
internal sealed class TestServiceManager : IDisposable
{
    private const string Launcher = """
        import fcntl, os, socket, sys
        path, names, command = sys.argv[1], [n for n in sys.argv[2].split(':') if n], sys.argv[3:]
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(path)
            got = [socket.recv_fds(s, 1, 1)[1][0] for _ in names]
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 200) for fd in got]
        for fd in got:
            os.close(fd)
        for number, fd in enumerate(high):
            os.dup2(fd, 3 + number, inheritable=True)
        if names:
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=':'.join(names))
        os.execvp(command[0], command)
        """;

    private readonly TemporaryDirectory directory = new();
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> messages = new();
    private readonly Dictionary<string, OwnedDescriptor> store = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task reading;

    public TestServiceManager(bool isAbstract = false)
    {
        var name = $"levelset-test-{Guid.NewGuid():N}";
        Address = isAbstract ? "@" + name : directory["notify"];
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name : Address));
        reading = ReadAsync();
    }

    /// <summary>NOTIFY_SOCKET.</summary>
    public string Address { get; }

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<string> Messages => [.. messages];

    private readonly List<OwnedDescriptor> unanswered = [];

    /// <summary>How often it wants a sign of life at least; null for never.</summary>
    public TimeSpan? Watchdog { get; init; }

    /// <summary>Whether it lets barriers hang.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>The names of what it keeps.</summary>
    public IReadOnlyList<string> Stored
    {
        get
        {
            lock (store)
            {
                return [.. store.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Puts something into the store, as a service would.</summary>
    public void Put(string name, OwnedDescriptor descriptor)
    {
        lock (store)
        {
            store[name] = descriptor;
        }
    }

    /// <summary>Takes something out of the store.</summary>
    public OwnedDescriptor Take(string name)
    {
        lock (store)
        {
            store.Remove(name, out var descriptor);
            return descriptor!;
        }
    }

    /// <summary>Starts the agent on an emulated machine with all that is kept.</summary>
    public async Task<Process> StartAsync(EmulatedMachine machine, params string[] arguments)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = directory[$"launch-{Guid.NewGuid():N}"];
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var names = Stored;
        var start = new ProcessStartInfo("python3", ["-c", Launcher, path, string.Join(':', names), .. BuiltAgent.Command, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NOTIFY_SOCKET"] = Address;
        start.Environment["FDSTORE"] = "64";
        if (Watchdog is { } watchdog)
        {
            start.Environment["WATCHDOG_USEC"] = watchdog.TotalMicroseconds.ToString(CultureInfo.InvariantCulture);
        }

        var process = await machine.StartAsync(start);
        using var launcher = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        foreach (var name in names)
        {
            SocketCalls.Send(launcher, [1], store[name]);
        }

        // It reads to the end of what it was told; this end stays open until it has.
        await launcher.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        return process;
    }

    /// <summary>Waits for a message that has this in it.</summary>
    public async Task WaitForAsync(string text)
    {
        while (!messages.Any(message => message.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        reading.Wait(CancellationToken.None);
        socket.Dispose();
        foreach (var descriptor in store.Values.Concat(unanswered))
        {
            descriptor.Dispose();
        }

        stop.Dispose();
        directory.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            var descriptors = new List<OwnedDescriptor>();
            if (SocketCalls.Receive(socket, buffer, descriptors) is not { } count)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }

            Handle(Encoding.UTF8.GetString(buffer, 0, count), descriptors);
        }
    }

    private void Handle(string message, List<OwnedDescriptor> descriptors)
    {
        messages.Enqueue(message);
        var lines = message.Split('\n');
        var name = lines.FirstOrDefault(line => line.StartsWith("FDNAME=", StringComparison.Ordinal))?["FDNAME=".Length..] ?? "stored";
        lock (store)
        {
            if (lines.Contains("FDSTORE=1"))
            {
                store.Add(name, descriptors[0]);
                return;
            }

            if (lines.Contains("FDSTOREREMOVE=1") && store.Remove(name, out var removed))
            {
                removed.Dispose();
            }
        }

        if (IsDeaf && lines.Contains("BARRIER=1"))
        {
            // Held, or the collector would close them, which is the answer.
            unanswered.AddRange(descriptors);
        }
        else
        {
            descriptors.ForEach(descriptor => descriptor.Dispose());
        }
    }
}
