using System.Diagnostics;

namespace Levelset.Emulator.Tests;

/// <summary>The emulated device as a program that is not .NET finds it, through true system calls.</summary>
public sealed class EmulatorTests
{
    private const string Prelude = """
        import array, errno, fcntl, os, platform, socket, struct, subprocess, sys
        CREATE, INITIALIZE, CREATE_VP, HVCALL = 0x4010B800, 0xB800, 0x4004B801, 0xC020B807
        device = os.open('/dev/mshv', os.O_RDWR | os.O_CLOEXEC)
        def name(call):
            try:
                return call()
            except OSError as error:
                return errno.errorcode[error.errno]
        def create(flags=0xF, isolation=0, banks=2, bank0=0, bank1=0, xsave=0):
            return name(lambda: fcntl.ioctl(device, CREATE, bytearray(struct.pack('<QQH6xQQ16xQ', flags, isolation, banks, bank0, bank1, xsave))))
        def get(fd, code):
            into = array.array('Q', [0])
            given = array.array('Q', [0, code])
            call = bytearray(struct.pack('<HHHHH6xQQ', 0x44, 0, 16, 8, 0, given.buffer_info()[0], into.buffer_info()[0]))
            answer = name(lambda: fcntl.ioctl(fd, HVCALL, call))
            return (answer, struct.unpack_from('<H', call, 8)[0], hex(into[0]))

        """;

    [Fact(Timeout = 300_000)]
    public async Task Create_V2WithMasks_GivesWhatTheMasksLeave()
    {
        using var machine = new EmulatedMachine();

        var lines = await PythonAsync(machine, """
            whole = create()
            masked = create(bank0=0x9, bank1=0x1, xsave=0x8)
            print(get(device, 0x6000A))
            print(get(whole, 0x6000A), get(masked, 0x6000A), get(masked, 0x6000B), get(masked, 0x60002))
            """);

        Assert.Equal("(0, 0, '0x6077fcf27f79fbf')", lines[0]);
        Assert.Equal(
            "(0, 0, '0x6077fcf27f79fbf') (0, 0, '0x6077fcf27f79fb6') (0, 0, '0x640e03001de') (0, 0, '0xffffd7')",
            lines[1]);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("6.15", "ok EINVAL EINVAL EINVAL EINVAL ENOTTY")]
    [InlineData("6.17", "ok EINVAL EINVAL EINVAL EINVAL ENOTTY")]
    [InlineData("6.18", "ok EINVAL EINVAL EINVAL EINVAL ENOTTY")]
    [InlineData("6.19", "ok ok EINVAL EINVAL EINVAL 0")]
    [InlineData("7.0", "ok ok ok EINVAL EINVAL 0")]
    [InlineData("microsoft", "ok ok ok ok ok 0")]
    public async Task Create_EachGeneration_KnowsItsFlagsIsolationAndBanks(string kernel, string expected)
    {
        using var machine = new EmulatedMachine(kernel);

        var lines = await PythonAsync(machine, """
            def ok(answer): return 'ok' if isinstance(answer, int) else answer
            print(ok(create(flags=7)), ok(create()), ok(create(flags=0x3F)), ok(create(isolation=1)), ok(create(banks=1)), get(device, 0x6000A)[0])
            print(platform.release())
            """);

        Assert.Equal(expected, lines[0]);
        Assert.EndsWith("levelset-emulated", lines[1], StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Partition_DescriptorPassedAndVpCreated_LivesUntilTheLastOfThemIsClosed()
    {
        using var machine = new EmulatedMachine();
        using var process = await StartPythonAsync(machine, """
            passed, vp = create(), create()
            left, right = socket.socketpair()
            socket.send_fds(left, [b'x'], [passed])
            fcntl.ioctl(vp, INITIALIZE)
            processor = fcntl.ioctl(vp, CREATE_VP, bytearray(4))
            again = name(lambda: fcntl.ioctl(vp, CREATE_VP, bytearray(4)))
            for step in (lambda: os.close(passed), lambda: os.close(vp), lambda: left.close() or right.close(), lambda: os.close(processor)):
                step()
                print(again, flush=True)
                sys.stdin.readline()
            """);

        foreach (var live in (int[])[2, 2, 1, 0])
        {
            Assert.Equal("EEXIST", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await machine.WaitForLiveAsync(live);
            await process.StandardInput.WriteLineAsync();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Partition_InheritedByAChildOfAKilledProgram_LivesAsLongAsTheChild()
    {
        using var machine = new EmulatedMachine();
        using var process = await StartPythonAsync(machine, """
            partition = create()
            child = subprocess.Popen(['cat'], stdin=subprocess.PIPE, pass_fds=[partition])
            print(child.pid, flush=True)
            sys.stdin.readline()
            """);
        var child = int.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        await machine.WaitForLiveAsync(1);
        using var cat = Process.GetProcessById(child);

        // cat ends when the last writer of its input does: the killed program.
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = 300_000)]
    public async Task Create_CallerAtItsDescriptorLimit_IsEMFILEAndLeavesNothing()
    {
        using var machine = new EmulatedMachine();

        var lines = await PythonAsync(machine, """
            import resource
            resource.setrlimit(resource.RLIMIT_NOFILE, (device + 2, device + 2))
            first, second = create(), create()
            print(isinstance(first, int), second)
            """);

        Assert.Equal("True EMFILE", lines[0]);
        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = 300_000)]
    public async Task Hypercall_FaultyStructs_AreRefusedAsTheDriverDoes()
    {
        using var machine = new EmulatedMachine();

        var lines = await PythonAsync(machine, """
            partition = create()
            given = array.array('Q', [0, 0x6000A, 0])
            def call(fd, code=0x44, in_sz=16, out_sz=8, status=0, rsvd=0, in_ptr=None, out_ptr=None):
                into = array.array('Q', [0])
                raw = struct.pack('<HHHHHB5xQQ', code, 0, in_sz, out_sz, status, rsvd,
                    given.buffer_info()[0] if in_ptr is None else in_ptr, into.buffer_info()[0] if out_ptr is None else out_ptr)
                return name(lambda: fcntl.ioctl(fd, HVCALL, bytearray(raw)))
            print(call(partition), call(partition, status=1), call(partition, rsvd=1), call(partition, in_ptr=0), call(partition, in_ptr=8),
                call(partition, in_sz=7), call(partition, in_sz=4097), call(partition, out_sz=0), call(partition, out_sz=4097),
                call(partition, out_ptr=8), call(partition, code=0x40), call(device, code=0x45, in_sz=24), call(device, code=0x4D))
            """);

        Assert.Equal("0 EINVAL EINVAL EINVAL EFAULT EINVAL EINVAL EINVAL EINVAL EFAULT EINVAL EINVAL EINVAL", lines[0]);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("7.0", "ENOTTY ENOTTY ENOTTY")]
    [InlineData("microsoft", "0 0 0 0x6077fcf27f79fbf 0x3fff 0x3fff")]
    public async Task PropertyIoctls_OnlyOnMicrosoftsKernel_ReadAndSet(string kernel, string expected)
    {
        using var machine = new EmulatedMachine(kernel);

        var lines = await PythonAsync(machine, """
            partition = create()
            host, synthetic, changed = (bytearray(struct.pack('<IIQ', code, 0, value)) for code, value in ((0x6000A, 0), (0x10001, 0x3FFF), (0x10001, 0)))
            answers = [name(lambda: fcntl.ioctl(fd, request, given)) for fd, request, given in
                ((device, 0xC010B801, host), (partition, 0x4010B8F2, synthetic), (partition, 0xC010B8F3, changed))]
            values = [hex(struct.unpack_from('<Q', given, 8)[0]) for given in (host, synthetic, changed)] if answers[0] == 0 else []
            print(*answers, *values)
            """);

        Assert.Equal(expected, lines[0]);
    }

    [Fact(Timeout = 300_000)]
    public async Task Program_ThatUsesNoDevice_RunsAsItIs()
    {
        using var machine = new EmulatedMachine();

        var (exitCode, output, error) = await machine.RunAsync("sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal((7, "out\n", "err\n"), (exitCode, output, error));
        Assert.Empty(machine.Trace);
    }

    private static async Task<string[]> PythonAsync(EmulatedMachine machine, string program)
    {
        var (exitCode, output, error) = await machine.RunAsync("python3", "-c", Prelude + program);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return output.TrimEnd().Split('\n');
    }

    private static Task<Process> StartPythonAsync(EmulatedMachine machine, string program) =>
        machine.StartAsync("python3", "-c", Prelude + program);
}
