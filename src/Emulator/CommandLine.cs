using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Host;
using Levelset.Interception;
using Levelset.Mshv.Linux;
using Levelset.Processors;

namespace Levelset.Emulator;

/// <summary>The command line: runs a program against an emulated /dev/mshv.</summary>
internal sealed class CommandLine
{
    private const int Failure = 1;
    private const int Usage = 2;

    private readonly Option<string> kernel = new("--kernel")
    {
        Description = "The kernel generation whose driver is emulated.",
        DefaultValueFactory = _ => "7.0",
    };

    private readonly Option<string?> cpuid = new("--cpuid")
    {
        Description = "Emulate the processor of a dump: a JSON file of CPUID rows or arm64 ID registers.",
        HelpName = "FILE",
    };

    private readonly Option<string?> profile = new("--profile")
    {
        Description = "Emulate a processor by its name. Default: this machine's processor.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> fault = new("--fault")
    {
        Description = "Inject a fault: OPERATION[(PROPERTY)]:EFFECT[,after=N][,times=N]. Repeatable.",
        HelpName = "FAULT",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> faults = new("--faults")
    {
        Description = "Inject the faults of a file: one a line, # starts a comment.",
        HelpName = "FILE",
    };

    private readonly Option<bool> needsActive = new("--needs-active")
    {
        Description = "Emulate a hypervisor that returns the properties of initialized partitions only.",
    };

    private readonly Option<string?> trace = new("--trace")
    {
        Description = "Write every call to the device to a file; - for standard error.",
        HelpName = "FILE",
    };

    private readonly Argument<string[]> program = new("COMMAND")
    {
        Description = "The program and its arguments.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Runs it. Every fault goes to <paramref name="error"/>.</summary>
    /// <returns>The program's exit code; 1 when it could not be run, 2 when the command line is not valid.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        try
        {
            return arguments is [EmulatedHost.ChildOption, var socket, "--", .. { Length: > 0 } child]
                ? ChildProcess.Become(socket, child)
                : await new CommandLine().ParseAndRunAsync(arguments, output, error, cancellationToken);
        }
        catch (UsageException exception)
        {
            return Fail(Usage, exception.Faults, error);
        }
        catch (Exception exception) when (exception is InterceptionException or IOException or UnauthorizedAccessException)
        {
            return Fail(Failure, [exception.Message], error);
        }
    }

    private static int Fail(int exitCode, IEnumerable<string> faults, TextWriter error)
    {
        foreach (var fault in faults)
        {
            error.WriteLine($"levelset-emulator: {fault}");
        }

        return exitCode;
    }

    private async Task<int> ParseAndRunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var result = Create().Parse(arguments);
        UsageException.ThrowIfAny([.. result.Errors.Select(fault => fault.Message)]);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    private RootCommand Create()
    {
        kernel.AcceptOnlyFromAmong([.. KernelGeneration.All.Select(generation => generation.Name)]);
        var command = new RootCommand("Run a program against an emulated /dev/mshv.")
        {
            kernel, profile, cpuid, fault, faults, needsActive, trace, program,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var processor = ReadProcessor(new ProcessorChoice(result.GetValue(cpuid), result.GetValue(profile)));
        var script = ReadFaults(
            result.GetValue(fault)!,
            result.GetValue(faults),
            Catalogue.For(processor.Supported.Architecture));
        await using var log = OpenTrace(result.GetValue(trace));
        var options = new EmulatedHostOptions
        {
            Kernel = KernelGeneration.Find(result.GetValue(kernel)!)!,
            Processor = processor,
            Faults = script.Next,
            NeedsActive = result.GetValue(needsActive),
            Trace = log is null ? null : log.WriteLine,
        };
        return await RunAsync(options, result.GetValue(program)!, cancellationToken);
    }

    private static async Task<int> RunAsync(EmulatedHostOptions options, string[] words, CancellationToken cancellationToken)
    {
        // Before the program runs, so that no signal ends this process alone; one that comes too early reaches the program when it is there.
        // A terminal sends Ctrl-C to the program as well, and the device must be there for as long as the program runs.
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _ = PassOnAsync(started.Task);
        });
        using var host = new EmulatedHost(options);
        using var process = await host.StartAsync(new ProcessStartInfo(words[0], words[1..]), cancellationToken);
        started.SetResult(process.Id);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static async Task PassOnAsync(Task<int> started)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{await started}"]);
        await kill.WaitForExitAsync();
    }

    private static SimulatedProcessor ReadProcessor(ProcessorChoice choice)
    {
        UsageException.ThrowIfAny(choice.Validate());
        return choice.Read(out var faults) ?? throw new InterceptionException(string.Join("; ", faults));
    }

    private static FaultScript ReadFaults(string[] given, string? file, Catalogue catalogue)
    {
        var lines = file is null ? [] : File.ReadLines(file).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0);
        var parsed = given.Concat(lines).Select(text => FaultText.Parse(text, catalogue)).ToList();
        UsageException.ThrowIfAny([.. parsed.Select(item => item.Error).OfType<string>()]);
        return new FaultScript(parsed.Select(item => item.Fault!));
    }

    private static StreamWriter? OpenTrace(string? path) => path switch
    {
        null => null,
        "-" => new StreamWriter(Console.OpenStandardError()) { AutoFlush = true },
        _ => new StreamWriter(path) { AutoFlush = true },
    };
}
