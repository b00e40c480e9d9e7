using Levelset.Cli.Framework;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions".</summary>
internal static class PartitionCommands
{
    /// <summary>The commands.</summary>
    public static Command Create(CommandBuilder commands) => CommandBuilder.Group(
        "partitions",
        "Guests; each keeps its feature set for life.",
        PartitionReadCommands.List(commands),
        PartitionReadCommands.Show(commands),
        PartitionWriteCommands.Create(commands),
        PartitionWriteCommands.Delete(commands),
        PartitionReadCommands.Mobility(commands),
        PartitionReadCommands.PowerCycles(commands),
        PartitionWriteCommands.RecordMigration(commands));
}
