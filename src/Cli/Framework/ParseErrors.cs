using System.CommandLine;
using System.CommandLine.Parsing;

namespace Levelset.Cli.Framework;

/// <summary>What is wrong with a command line. The parser's own messages depend on the locale and name types of .NET.</summary>
internal static class ParseErrors
{
    /// <summary>Whether only a subcommand is missing, as in "levelset pools".</summary>
    public static bool IsCommandMissing(ParseResult result) => IsGroup(result.CommandResult) && result.UnmatchedTokens.Count == 0;

    /// <summary>Every error, one message each.</summary>
    public static IReadOnlyList<string> Describe(ParseResult result) =>
    [
        .. result.UnmatchedTokens.Select(token => DescribeUnmatched(token, result.CommandResult)),
        .. IsCommandMissing(result) ? ["missing command"] : Array.Empty<string>(),
        .. result.Errors.Where(error => error.SymbolResult is not CommandResult).Select(Describe),
    ];

    private static bool IsGroup(CommandResult result) => result.Command is { Subcommands.Count: > 0, Action: null };

    private static string DescribeUnmatched(string token, CommandResult command) =>
        IsGroup(command) ? $"unknown command '{token}'"
        : token.StartsWith('-') ? $"unknown option '{token}'"
        : $"unexpected argument '{token}'";

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0 } missing => $"missing argument {missing.Argument.Name}",
        OptionResult { Tokens.Count: 0, IdentifierToken: null } missing => $"missing option {missing.Option.Name}",
        OptionResult { Tokens.Count: 0 } empty => $"{empty.Option.Name}: missing value",
        OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } repeated => $"{repeated.Option.Name}: given more than once",
        _ => error.Message,
    };
}
