using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Migrations;

/// <summary>"check", "targets" and "evacuate".</summary>
internal static class MigrationCommands
{
    public static IEnumerable<Command> All(CommandBuilder commands) =>
        [CheckCommand.Create(commands), TargetsCommand.Create(commands), EvacuateCommand.Create(commands)];
}
