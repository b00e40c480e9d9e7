using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Completion;

/// <summary>"completion", and the hidden "complete" that its scripts call.</summary>
internal static class CompletionCommands
{
    public static IEnumerable<Command> All(CommandBuilder commands, RootCommand root) =>
        [CompletionCommand.Create(commands), CompleteCommand.Create(root, commands.Names)];
}
