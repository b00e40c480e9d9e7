using System.CommandLine;
using Levelset.Agent.Emulation;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Commands;

/// <summary>"emulated": what `emulate` starts, and what becomes its program. Not for people.</summary>
internal static class EmulatedCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var socket = new Argument<string>("SOCKET");
        var program = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(Emulator.ChildCommand) { socket, program };
        command.Hidden = true;
        command.SetAction(result => Become(result.GetValue(socket)!, result.GetValue(program)!));
        return command;
    }

    private static int Become(string socket, string[] program)
    {
        var path = ProgramPath.Find(program[0])
            ?? throw new AgentException($"{program[0]}: no such program in PATH");
        var calls = SystemCallTable.Current;
        var environment = Environment.GetEnvironmentVariables();
        throw FilteredExecution.Replace(
            socket,
            SeccompFilter.Build(calls, SystemCallHandler.Trapped(calls), SystemCallHandler.IoctlType),
            path,
            program,
            [.. environment.Keys.Cast<string>().Select(name => $"{name}={environment[name]}")]);
    }
}
