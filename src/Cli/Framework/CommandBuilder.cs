using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Builds commands that execute with a <see cref="Run"/>.</summary>
/// <param name="Globals">The options that every command has.</param>
/// <param name="Names">Completes names of resources.</param>
internal sealed record CommandBuilder(GlobalOptions Globals, NameCompletions Names)
{
    /// <summary>A command that does something.</summary>
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">For the help.</param>
    /// <param name="symbols">Arguments and options.</param>
    /// <param name="act">Executes it; returns an <see cref="ExitCode"/>.</param>
    public Command Create(string name, string description, IEnumerable<Symbol> symbols, Func<Run, Task<int>> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument: command.Add(argument); break;
                case Option option: command.Add(option); break;
                default: throw new ArgumentException($"{symbol.Name} is neither an argument nor an option", nameof(symbols));
            }
        }

        command.SetAction((result, cancellationToken) => ExceptionHandler.RunAsync(result, Globals, act, cancellationToken));
        return command;
    }

    /// <summary>A command that only has subcommands.</summary>
    public static Command Group(string name, string description, params IEnumerable<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Add(command);
        }

        return group;
    }
}
