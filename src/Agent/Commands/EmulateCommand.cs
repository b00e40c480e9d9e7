using System.CommandLine;
using System.Diagnostics;
using Levelset.Agent.Devices;
using Levelset.Agent.Emulation;
using Levelset.Core.Catalogues;

namespace Levelset.Agent.Commands;

/// <summary>"emulate": runs a program on a machine with an emulated /dev/mshv.</summary>
internal static class EmulateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var kernel = new Option<string>("--kernel")
        {
            Description = "The driver's generation.",
            DefaultValueFactory = _ => "7.0",
        };
        kernel.AcceptOnlyFromAmong([.. KernelGeneration.All.Select(generation => generation.Name)]);
        var cpuid = new Option<string?>("--cpuid") { Description = "The processor of a dump.", HelpName = "FILE" };
        var profile = new Option<string?>("--profile") { Description = "A processor by its name; this machine's by default.", HelpName = "NAME" };
        var fault = new Option<string[]>("--fault")
        {
            Description = "What goes wrong: OPERATION[(PROPERTY)]:EFFECT[,after=N][,times=N]; repeatable.",
            HelpName = "FAULT",
            DefaultValueFactory = _ => [],
        };
        var faults = new Option<string?>("--faults") { Description = "A file of faults, one a line, # for comments.", HelpName = "FILE" };
        var needsActive = new Option<bool>("--needs-active")
        {
            Description = "The hypervisor answers properties of initialized partitions only.",
        };
        var trace = new Option<string?>("--trace") { Description = "Write every call to the device to this file; - for standard error.", HelpName = "FILE" };
        var program = new Argument<string[]>("COMMAND") { Description = "The program and its arguments.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("emulate", "Runs a program on a machine with an emulated /dev/mshv, for whoever has none.")
        {
            kernel, profile, cpuid, fault, faults, needsActive, trace, program,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new DeviceRequest(DeviceKind.Simulated, result.GetValue(cpuid), result.GetValue(profile));
            UsageException.ThrowIfAny(request.Validate());
            var processor = request.ReadProcessor();
            var script = ReadFaults(result.GetValue(fault)!, result.GetValue(faults), Catalogue.For(processor.Supported.Architecture));
            await using var log = OpenTrace(result.GetValue(trace));
            return await RunAsync(
                new EmulatorOptions
                {
                    Kernel = KernelGeneration.Find(result.GetValue(kernel)!)!,
                    Processor = processor,
                    Faults = script.Next,
                    NeedsActive = result.GetValue(needsActive),
                    Trace = log is null ? null : log.WriteLine,
                },
                result.GetValue(program)!,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(EmulatorOptions options, string[] program, CancellationToken cancellationToken)
    {
        using var emulator = new Emulator(options);
        using var process = await emulator.StartAsync(new ProcessStartInfo(program[0], program[1..]), cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C reached the program too; a lone SIGTERM is handed on.
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
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
