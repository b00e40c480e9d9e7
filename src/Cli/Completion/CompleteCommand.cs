using System.CommandLine;
using System.CommandLine.Parsing;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Completion;

/// <summary>"complete": what could stand at the end of a command line; what the scripts of "completion" call.</summary>
internal static class CompleteCommand
{
    /// <summary>The command; not listed in the help.</summary>
    /// <param name="root">The command line that is completed.</param>
    /// <param name="names">What asks the service.</param>
    public static Command Create(RootCommand root, NameCompletions names)
    {
        var words = new Argument<string[]>("WORD")
        {
            Description = "The words so far, without the program; the last one is completed and may be empty.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("complete", "Prints what could stand at the end of a command line.") { words };
        command.Hidden = true;
        command.SetAction(result =>
        {
            foreach (var completion in Complete(root, names, result.GetValue(words)!))
            {
                result.InvocationConfiguration.Output.WriteLine(completion);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Every completion of the last word, in order.</summary>
    public static IEnumerable<string> Complete(RootCommand root, NameCompletions names, IReadOnlyList<string> words)
    {
        var last = words.Count > 0 ? words[^1] : "";
        names.Word = last;
        return root.Parse(Question(root, [.. words.SkipLast(1)], last)).GetCompletions()
            .Select(completion => completion.InsertText ?? completion.Label)
            .Where(text => text.StartsWith(last, StringComparison.Ordinal))
            .Where(text => text[0] != '/' && (last.StartsWith('-') || text[0] != '-'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    // An option is found by what is typed of it. A value that an option waits for must not be there yet, or it counts as given;
    // any other word must be there, though empty, or the one before it is completed.
    private static string[] Question(RootCommand root, string[] before, string last) =>
        last.StartsWith('-') ? [.. before, last]
        : before.Length > 0 && AwaitsValue(root.Parse(before), before[^1]) ? before
        : [.. before, ""];

    private static bool AwaitsValue(ParseResult line, string word)
    {
        for (var command = line.CommandResult; command is not null; command = command.Parent as CommandResult)
        {
            var option = command.Command.Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));
            if (option is not null)
            {
                return option.Arity.MinimumNumberOfValues > 0;
            }
        }

        return false;
    }
}
