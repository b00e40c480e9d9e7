using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Arguments and options that name resources, spelt alike everywhere.</summary>
internal static class ResourceArguments
{
    private const string HostForm = "NAME or hosts/NAME.";

    /// <summary>POOL.</summary>
    public static Argument<string> Pool(CommandBuilder commands) =>
        commands.Names.Pools(new Argument<string>("POOL") { Description = "NAME or pools/NAME." });

    /// <summary>HOST.</summary>
    public static Argument<string> Host(CommandBuilder commands) =>
        commands.Names.Hosts(new Argument<string>("HOST") { Description = HostForm });

    /// <summary>HOST, as often as the arity allows.</summary>
    public static Argument<string[]> Hosts(CommandBuilder commands, ArgumentArity arity, string description = HostForm) =>
        commands.Names.Hosts(new Argument<string[]>("HOST") { Description = description, Arity = arity });

    /// <summary>PARTITION.</summary>
    public static Argument<string> Partition(CommandBuilder commands) =>
        commands.Names.Partitions(new Argument<string>("PARTITION") { Description = "NAME or partitions/NAME." });

    /// <summary>--pool.</summary>
    public static Option<string?> PoolOption(CommandBuilder commands, string description) =>
        commands.Names.Pools(new Option<string?>("--pool") { Description = description, HelpName = "POOL" });

    /// <summary>--host.</summary>
    public static Option<string?> HostOption(CommandBuilder commands, string description) =>
        commands.Names.Hosts(new Option<string?>("--host") { Description = description, HelpName = "HOST" });
}
