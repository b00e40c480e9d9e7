using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Arguments and options that name pools.</summary>
internal static class PoolArguments
{
    /// <summary>The pool that a command is about.</summary>
    public static Argument<string> One(Commands commands) =>
        commands.Names.Pools(new Argument<string>("POOL") { Description = "NAME or pools/NAME." });

    /// <summary>A pool that narrows a command down.</summary>
    public static Option<string?> Filter(Commands commands, string description) =>
        commands.Names.Pools(new Option<string?>("--pool") { Description = description, HelpName = "POOL" });
}
