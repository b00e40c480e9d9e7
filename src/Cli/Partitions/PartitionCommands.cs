using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions".</summary>
internal static class PartitionCommands
{
    public static Command Create(CommandBuilder commands) => CommandBuilder.Group(
        "partitions",
        "Manage partitions: guests with a fixed feature set.",
        PartitionReadCommands.List(commands),
        PartitionReadCommands.Show(commands),
        PartitionWriteCommands.Create(commands),
        PartitionWriteCommands.Delete(commands),
        PartitionReadCommands.Mobility(commands),
        PartitionReadCommands.PowerCycles(commands),
        PartitionWriteCommands.RecordMigration(commands));
}
