using System.Diagnostics;
using System.Globalization;

namespace Levelset.Emulator.Tests;

/// <summary>The program levelset-emulator, as a process.</summary>
public sealed class CommandLineTests
{
    private const int Limit = 60_000;

    [Fact(Timeout = Limit)]
    public async Task Help_ListsTheOptions()
    {
        var (exitCode, output, error) = await RunAsync("--help");

        Assert.Equal((0, string.Empty), (exitCode, error));
        Assert.StartsWith("Description:\n  Run a program against an emulated /dev/mshv.", output, StringComparison.Ordinal);
        Assert.All(
            ["--kernel", "--profile", "--cpuid", "--fault", "--faults", "--needs-active", "--trace"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
        Assert.DoesNotContain("--become", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("--kernel 5.4 -- true", "'5.4' not recognized")]
    [InlineData("--kernel 7.0", "Required argument 'COMMAND' missing")]
    [InlineData("--profile none -- true", "--profile: 'none' is not one of")]
    [InlineData("--profile genoa --cpuid x.json -- true", "--cpuid and --profile exclude each other")]
    [InlineData("--profile genoa --fault get -- true", "'get' has no ':'")]
    public async Task CommandLine_NotValid_IsRefusedWithItsFault(string arguments, string fault)
    {
        var (exitCode, output, error) = await RunAsync(arguments.Split(' '));

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.StartsWith("levelset-emulator: ", error, StringComparison.Ordinal);
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("--profile genoa -- no-such-program", "levelset-emulator: no-such-program: not found in PATH")]
    [InlineData("--cpuid /nonexistent -- true", "levelset-emulator: /nonexistent: cannot be read")]
    [InlineData("--profile genoa --faults /nonexistent -- true", "levelset-emulator: Could not find file '/nonexistent'")]
    public async Task Run_NotPossible_SaysWhy(string arguments, string why)
    {
        var (exitCode, _, error) = await RunAsync(arguments.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_Program_FindsTheDeviceAndItsExitCodeIsTheEmulators()
    {
        var (exitCode, output, error) = await RunAsync(
            "--kernel", "6.19", "--profile", "milan", "--trace", "-", "--", "sh", "-c", "test -c /dev/mshv && uname -r; exec 3<>/dev/mshv; exit 7");

        Assert.Equal((7, "6.19.0-levelset-emulated\n"), (exitCode, output));
        Assert.Contains("open(/dev/mshv) = a descriptor of /dev/mshv", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Terminated_PassesTheSignalOnAndEndsWithTheProgram()
    {
        using var process = Start("--profile", "genoa", "--", "sh", "-c", "trap 'echo terminated; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("terminated", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(9, process.ExitCode);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(EmulatedMachine.Emulator[0], [.. EmulatedMachine.Emulator[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
