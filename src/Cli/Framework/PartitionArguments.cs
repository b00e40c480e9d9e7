using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Arguments that name partitions.</summary>
internal static class PartitionArguments
{
    /// <summary>The partition that a command is about.</summary>
    public static Argument<string> One(Commands commands) =>
        commands.Names.Partitions(new Argument<string>("PARTITION") { Description = "NAME or partitions/NAME." });
}
