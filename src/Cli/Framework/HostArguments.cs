using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Arguments that name hosts.</summary>
internal static class HostArguments
{
    /// <summary>The host that a command is about.</summary>
    public static Argument<string> One(Commands commands) =>
        commands.Names.Hosts(new Argument<string>("HOST") { Description = "NAME or hosts/NAME." });

    /// <summary>One host or several.</summary>
    public static Argument<string[]> Several(Commands commands) =>
        commands.Names.Hosts(new Argument<string[]>("HOST") { Description = "NAME or hosts/NAME.", Arity = ArgumentArity.OneOrMore });

    /// <summary>A host that a command may be narrowed down to, or sent to.</summary>
    public static Option<string?> Option(Commands commands, string description) =>
        commands.Names.Hosts(new Option<string?>("--host") { Description = description, HelpName = "HOST" });
}
