using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Hosts;

/// <summary>"hosts".</summary>
internal static class HostCommands
{
    public static Command Create(CommandBuilder commands) => CommandBuilder.Group(
        "hosts",
        "Manage hosts: root partitions with an agent.",
        HostReadCommands.List(commands),
        HostReadCommands.Show(commands),
        HostReadCommands.Reports(commands),
        HostWriteCommands.Cordon(commands),
        HostWriteCommands.Uncordon(commands),
        HostWriteCommands.Label(commands),
        HostWriteCommands.Remove(commands),
        ArgumentsCommand.Create(commands));
}
