using System.CommandLine;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Commands;

/// <summary>"emulate": becomes levelset-emulator, a program of its own that is installed beside the agent.</summary>
internal static class EmulateCommand
{
    public const string Name = "emulate";

    private const string Program = "levelset-emulator";

    public static Command Create()
    {
        var command = new Command(Name, $"Run a program against an emulated /dev/mshv: starts {Program}, which must be beside levelset-agent.");
        command.SetAction(_ => Become([]));
        return command;
    }

    /// <summary>Becomes the emulator.</summary>
    /// <param name="arguments">The emulator's.</param>
    /// <exception cref="AgentException">It is not there, or cannot be executed.</exception>
    public static int Become(IReadOnlyList<string> arguments)
    {
        string[] command = Find(AppContext.BaseDirectory);
        var errno = ProgramExecution.Replace(command[0], [.. command, .. arguments], ProgramExecution.CurrentEnvironment());
        throw new AgentException($"{command[0]}: execve: {errno}");
    }

    private static string[] Find(string directory)
    {
        var program = Path.Combine(directory, Program);
        if (File.Exists(program))
        {
            return [program];
        }

        // The portable form: the .NET host that runs the agent runs the emulator too.
        var assembly = program + ".dll";
        return File.Exists(assembly) && Environment.ProcessPath is { } host
            ? [host, assembly]
            : throw new AgentException($"{program} is missing: install levelset-emulator in the directory of levelset-agent, or run it where it is");
    }
}
