using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Tests;
using Levelset.Mshv;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>
/// Every way in which the device can fail, for every generation of the kernel, through true system calls: what the agent
/// answers is the table of docs/operations/device-faults.md. LEVELSET_WRITE_DOCS=1 writes it again.
/// </summary>
[Trait("Length", "long")]
public sealed partial class DeviceFaultTableTests
{
    private const string Document = "docs/operations/device-faults.md";

    // Each waits most of the time for its agent or its emulator.
    private const int MachinesAtOnce = 3;

    private static readonly string[] Errnos =
        ["EPERM", "EIO", "ENOMEM", "EACCES", "EFAULT", "EBUSY", "ENODEV", "EINVAL", "ENFILE", "EMFILE", "ENOTTY", "EBADFD", "EAGAIN"];

    // Those that the reference names, a few of the older private list, and one that nobody knows.
    private static readonly int[] Statuses =
    [
        0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xA, 0xB, 0xD, 0xE, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x1D, 0x20, 0x30, 0x36, 0x37,
        0x3B, 0x41, 0x50, 0x71, 0x73, 0x75, 0x78, 0x79, 0x83, 0x86, 0x1234,
    ];

    private static readonly Catalogue X86 = Catalogue.For(Architecture.X86_64);

    [Fact(Timeout = 600_000)]
    public async Task Answers_EveryKernelOperationAndFault_AreThoseOfTheDocument()
    {
        var machines = Machines().ToList();
        var answers = new List<Cell>[machines.Count];
        await Parallel.ForAsync(
            0,
            machines.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MachinesAtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => answers[i] = await AnswersAsync(machines[i]));
        var cells = answers.SelectMany(some => some).ToList();

        Assert.DoesNotContain(cells, cell => cell.Answer.Length == 0);
        var path = Path.Combine(RepositoryRoot(), Document);
        var text = Render(cells);
        if (Environment.GetEnvironmentVariable("LEVELSET_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text);
    }

    /// <param name="Name">As the document calls it.</param>
    /// <param name="Kernel">The generation.</param>
    /// <param name="Always">What its kernel lacks.</param>
    /// <param name="NeedsActive">Whether its hypervisor answers for initialized partitions only.</param>
    private sealed record TestMachine(string Name, string Kernel, string[] Always, bool NeedsActive = false);

    private sealed record Cell(string Activity, string Operation, string Fault, string Kernel, string Answer);

    private static IEnumerable<TestMachine> Machines() =>
    [
        .. KernelGeneration.All.Select(kernel => new TestMachine(kernel.Name, kernel.Name, [])),
        new TestMachine("microsoft (a)", "microsoft", ["host-get:errno=ENOTTY", "host-get-ex:errno=ENOTTY"]),
        new TestMachine("6.17 (b)", "6.17", [], NeedsActive: true),
        new TestMachine("7.0 (b)", "7.0", [], NeedsActive: true),
    ];

    private static async Task<List<Cell>> AnswersAsync(TestMachine on)
    {
        var cells = new List<Cell>();
        var kernel = on.Name;
        using var machine = new EmulatedMachine(on.Kernel, FaultyDaemon.Profile, Script(on.Always).Next, on.NeedsActive);
        foreach (var fault in OpenFaults())
        {
            machine.Faults = Script([.. on.Always, $"open:{fault}"]).Next;
            var (exitCode, _, error) = await machine.RunAgentAsync("probe", "--device", "mshv", "--json");
            cells.Add(new Cell("start", "open", fault, kernel, exitCode == 0 ? "reads the host" : error.Trim()));
        }

        machine.Faults = null;
        await using var daemon = await FaultyDaemon.StartAsync(machine);
        foreach (var (operation, fault) in ReadingFaults())
        {
            cells.Add(new Cell("read the host", operation, fault, kernel, await ReadAsync(daemon, on, operation, fault)));
        }

        foreach (var (operation, fault) in CreatingFaults())
        {
            cells.Add(new Cell("create a partition", operation, fault, kernel, await CreateAsync(daemon, on, operation, fault)));
        }

        machine.Faults = Script("*:vanish").Next;
        cells.Add(new Cell("read the host", "any", "vanish", kernel, Normal(await daemon.ReadAgainAsync())));
        cells.Add(new Cell("create a partition", "any", "vanish", kernel, Normal((await daemon.CreateAsync()).Answer)));
        await machine.WaitForLiveAsync(0);
        return cells;
    }

    private static async Task<string> ReadAsync(FaultyDaemon daemon, TestMachine on, string operation, string fault)
    {
        var (script, hits) = Counted(on, $"{operation}:{fault}");
        daemon.Machine.Faults = script;
        var answer = await daemon.ReadAgainAsync();
        daemon.Machine.Faults = null;
        if (answer.StartsWith("What this host offers has changed", StringComparison.Ordinal))
        {
            // Without the fault, it is as it was.
            Assert.StartsWith("What this host offers has changed", await daemon.ReadAgainAsync(), StringComparison.Ordinal);
        }

        await daemon.Machine.WaitForLiveAsync(0);
        return hits() == 0 ? "not used" : Normal(answer);
    }

    private static async Task<string> CreateAsync(FaultyDaemon daemon, TestMachine on, string operation, string fault)
    {
        var (script, hits) = Counted(on, $"{operation}:{fault}");
        daemon.Machine.Faults = script;
        var (answer, partition) = await daemon.CreateAsync();
        daemon.Machine.Faults = null;
        if (partition is not null)
        {
            // Never anything but what was asked for, whatever the agent was told on the way.
            var live = Assert.Single(daemon.Machine.Live);
            Assert.Equal(FaultyDaemon.Baseline, live.Features);
            Assert.Equal((HypervisorStatus.Success, FaultyDaemon.Synthetic), live.Get(0x00010001));
            await daemon.CloseAsync(partition);
        }

        await daemon.Machine.WaitForLiveAsync(0);
        return hits() == 0 ? $"not reached: {Normal(answer)}" : Normal(answer);
    }

    private static IEnumerable<string> OpenFaults() =>
        ["errno=ENOENT", "errno=ENODEV", "errno=ENXIO", "errno=EACCES", "errno=EPERM", "errno=EMFILE", "errno=ENOMEM", "errno=EINTR,times=3"];

    private static IEnumerable<(string Operation, string Fault)> ReadingFaults() =>
        from operation in (string[])["host-get", "host-get-ex", "host-property", "create", "initialize", "get", "get-ex"]
        from fault in Faults(operation)
        select (operation, fault);

    private static IEnumerable<(string Operation, string Fault)> CreatingFaults() =>
        from operation in (string[])["create", "set", "initialize", "get", "get-ex"]
        from fault in Faults(operation)
        select (operation, fault);

    private static IEnumerable<string> Faults(string operation)
    {
        foreach (var errno in Errnos)
        {
            yield return $"errno={errno}";
        }

        yield return "errno=EINTR,times=1000";
        yield return "errno=EAGAIN,times=3";
        foreach (var status in Statuses)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"status=0x{status:X}");
        }

        if (operation is "get" or "host-get" or "host-property" or "get-ex" or "host-get-ex")
        {
            yield return "status=0xB,times=3";
            yield return "value=0";
            yield return "turn=0x10";
            yield return "short=4";
            yield return "short=0";
        }

        if (operation == "set")
        {
            yield return "turn=0x10";
        }

        if (operation == "create")
        {
            yield return "drop=avx2";
            yield return "drop=avx2+sse4_2+bank1:0";
            yield return "add=avx512";
        }
    }

    private static FaultScript Script(params IEnumerable<string> texts)
    {
        var faults = texts.Select(text => FaultText.Parse(text, X86)).ToList();
        Assert.All(faults, fault => Assert.Null(fault.Error));
        return new FaultScript(faults.Select(fault => fault.Fault!));
    }

    private static (Func<DeviceOperation, uint, FaultEffect?> Script, Func<int> Hits) Counted(TestMachine on, string text)
    {
        var always = Script(on.Always);
        var script = Script(text);
        var hits = 0;
        return ((operation, property) =>
        {
            if (always.Next(operation, property) is { } lacking)
            {
                return lacking;
            }

            var effect = script.Next(operation, property);
            hits += effect is null ? 0 : 1;
            return effect;
        }, () => hits);
    }

    // The real machine's microcode and such are no part of an answer.
    private static string Normal(string answer)
    {
        var at = answer.IndexOf("; before:", StringComparison.Ordinal);
        return (at < 0 ? answer : answer[..at]).Replace('\n', ' ').Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Render(List<Cell> cells)
    {
        var text = new StringBuilder("""
            # Results of device faults

            <!-- Written by a test (DeviceFaultTableTests); LEVELSET_WRITE_DOCS=1 ./test Agent.Tests writes it again. -->

            Every result was observed: the unmodified agent on an [emulated device](../guide/emulate.md) of each kernel generation, with
            one fault at a time, through real system calls. The processor is `genoa`; the partition is requested with fewer
            features than the host offers and with synthetic features. After each line it was verified that the device had no
            partition that was not requested. ERRNO and STATUS stand for the injected number, or for the kernel's conversion of it.

            Kernels: the generations of the emulated device, and (a) a release of Microsoft's kernel that does not support
            MSHV_ROOT_HVCALL on the device, (b) a hypervisor that returns the properties of initialized partitions only. "not used":
            on that kernel the agent reads the host by another method.


            """);
        foreach (var activity in cells.GroupBy(cell => cell.Activity))
        {
            text.Append(CultureInfo.InvariantCulture, $"## To {activity.Key}\n\n| operation | fault | kernel | result |\n| --- | --- | --- | --- |\n");
            var lines = activity
                .GroupBy(cell => (cell.Operation, cell.Fault, Answer: General(cell)))
                .Select(same => (same.Key.Operation, same.Key.Fault, Kernels: string.Join(", ", same.Select(cell => cell.Kernel)), same.Key.Answer))
                .GroupBy(line => (line.Operation, line.Kernels, line.Answer));
            foreach (var line in lines)
            {
                var faults = string.Join(", ", line.Select(one => one.Fault));
                text.Append(CultureInfo.InvariantCulture, $"| {line.Key.Operation} | {faults} | {line.Key.Kernels} | {line.Key.Answer} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>An answer without the number that was injected, after a look whether it is that one.</summary>
    private static string General(Cell cell)
    {
        var injected = cell.Fault.Split(',')[0].Split('=');
        if (cell.Fault.StartsWith("status", StringComparison.Ordinal) && cell.Answer.Contains("hypervisor status", StringComparison.Ordinal))
        {
            var status = int.Parse(injected[1].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"hypervisor status 0x{status:X4} "), cell.Answer, StringComparison.Ordinal);
        }

        if (cell.Fault.StartsWith("errno", StringComparison.Ordinal) && AnErrno().IsMatch(cell.Answer)
            && !cell.Answer.StartsWith("not ", StringComparison.Ordinal) && !cell.Fault.Contains("EINTR", StringComparison.Ordinal))
        {
            Assert.Contains($": {injected[1]} (", cell.Answer, StringComparison.Ordinal);
        }

        var release = KernelGeneration.Find(cell.Kernel.Split(' ')[0])!.Release;
        return AStatus().Replace(AnErrno().Replace(cell.Answer, "ERRNO"), "STATUS").Replace(release, "RELEASE", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"E[A-Z]+ \(\d+\)")]
    private static partial Regex AnErrno();

    [GeneratedRegex(@"0x[0-9A-F]{4} \([^)]*\)")]
    private static partial Regex AStatus();

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Migration.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
